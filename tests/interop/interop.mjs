// The official CometD JavaScript client against `floorwalk simulate`, over both
// transports, with the ack extension in both forms: handshake, subscription,
// Intrude and Accept by REST, events in order and each once while the server
// ends every connection three times, disconnect.
//
// Not part of `cargo test`. To run it, with Node 18 or newer:
//
//   cargo build
//   cp -r tests/interop /some/temporary/folder && cd /some/temporary/folder
//   npm install
//   node interop.mjs /path/to/target/debug/floorwalk
//
// It exits with 0 when every run passed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { createInterface } from "node:readline";
import { adapt } from "cometd-nodejs-client";
import { AckExtension, CometD } from "cometd";

const ROUNDS = 4;
const EACH = 25;
const PATIENCE = 60_000;

adapt();
// The client sends no headers with a websocket's upgrade on Node; see its documentation of
// requestHeaders.
const PlainSocket = window.WebSocket;
let upgradeHeaders = {};
window.WebSocket = class extends PlainSocket {
    constructor(url, protocols) {
        super(url, protocols ?? [], { headers: upgradeHeaders });
    }
};

function authorization(user) {
    return "Basic " + Buffer.from(`${user}:demo`).toString("base64");
}

/**
 * One request on a connection of its own: one that is kept may be among those that the server
 * has just ended.
 */
function request(method, url, headers, body) {
    return new Promise((done, fail) => {
        const asked = http.request(url, { method, headers, agent: false }, (answer) => {
            let text = "";
            answer.setEncoding("utf8");
            answer.on("data", (part) => (text += part));
            answer.on("end", () => done({ headers: answer.headers, text }));
            answer.on("error", fail);
        });
        asked.on("error", fail);
        asked.end(body);
    });
}

/** A user's REST calls, with a cookie. */
class Caller {
    constructor(base, user) {
        this.base = base;
        this.headers = { Authorization: authorization(user), "Content-Type": "application/json" };
    }

    async call(method, path, body) {
        const text = body && JSON.stringify(body);
        const answer = await request(method, this.base + path, this.headers, text);
        const [cookie] = answer.headers["set-cookie"] ?? [];
        if (cookie) {
            this.headers.Cookie = cookie.split(";")[0];
        }
        const json = JSON.parse(answer.text);
        if (json.statusCode !== 0) {
            throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
        }
        return json;
    }

    get(path) {
        return this.call("GET", path);
    }

    post(path, body) {
        return this.call("POST", path, body);
    }
}

function within(what, promise) {
    let timer;
    const late = new Promise((_, fail) => {
        timer = setTimeout(() => fail(new Error(`waited too long for ${what}`)), PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function until(what, holds) {
    const started = Date.now();
    while (!holds()) {
        if (Date.now() - started > PATIENCE) {
            throw new Error(`waited too long until ${what}`);
        }
        await new Promise((next) => setTimeout(next, 10));
    }
}

async function serve(program, ack) {
    const words = ["simulate", "--listen", "127.0.0.1:0", "--rate", "0", "--agents", "3"];
    words.push("--sessions", "3", "--faults", "faults.toml", "--switch", `ack_reply=${ack}`);
    const server = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await within("the server", once(createInterface(server.stdout), "line"));
    return { server, base: line.replace("listening on ", "") };
}

async function run(program, transport, ack) {
    const { server, base } = await serve(program, ack);
    try {
        return await use(base, transport);
    } finally {
        server.kill("SIGTERM");
    }
}

async function use(base, transport) {
    const supervisor = new Caller(base, "supervisor");
    await supervisor.get("/api/v2/me");
    upgradeHeaders = { Authorization: supervisor.headers.Authorization, Cookie: supervisor.headers.Cookie };

    const client = new CometD();
    for (const name of client.getTransportTypes()) {
        if (name !== transport) {
            client.unregisterTransport(name);
        }
    }
    client.registerExtension("ack", new AckExtension());
    client.configure({
        url: `${base}/api/v2/notifications`,
        requestHeaders: upgradeHeaders,
        backoffIncrement: 100,
        logLevel: "warn",
    });
    let acknowledged = 0;
    let broken = 0;
    client.addListener("/meta/handshake", (reply) => {
        acknowledged += reply.ext?.ack ? 1 : 0;
    });
    client.addListener("/meta/connect", (reply) => {
        broken += reply.successful ? 0 : 1;
    });

    const events = [];
    const hello = await within("the handshake", new Promise((done) => client.handshake(done)));
    if (!hello.successful) {
        throw new Error(`handshake: ${JSON.stringify(hello)}`);
    }
    const subscribed = await within(
        "the subscription",
        new Promise((done) => client.subscribe("/v2/me/*", (event) => events.push(event), done)),
    );
    if (!subscribed.successful) {
        throw new Error(`subscription: ${JSON.stringify(subscribed)}`);
    }

    // An agent's session.
    const { contacts } = await supervisor.get("/api/v2/contacts?type=User");
    let agent;
    let session;
    for (const contact of contacts.filter((one) => one.roles.includes("ROLE_AGENT"))) {
        const { user } = await supervisor.get(`/api/v2/users/${contact.id}?subresources=smssessions`);
        if (user.smssessions.length > 0) {
            [agent, session] = [user, user.smssessions[0].id];
            break;
        }
    }
    const states = () =>
        events.map((event) => event.data.smssession).filter((one) => one?.id === session);
    await supervisor.post(`/api/v2/users/${agent.id}/smssessions/${session}`, {
        operationName: "Intrude",
        supervisorVisibilityMode: "BargeIn",
    });
    await until("the offer is there", () => states().some((one) => one.state === "Invited"));
    await supervisor.post(`/api/v2/me/smssessions/${session}`, {
        operationName: "Accept",
        nickname: "Sade",
    });
    const mine = (one) =>
        one.state === "Chatting" &&
        one.participants?.some((person) => person.uri?.includes("/users/") && person.nickname === "Sade" && person.visibility === "All");
    await until("the mode is confirmed", () => states().some(mine));

    // The agent writes, and connections end in between.
    const writer = new Caller(base, agent.userName);
    const expected = [];
    for (let round = 0; round < ROUNDS; round += 1) {
        for (let one = 0; one < EACH; one += 1) {
            const text = `line ${expected.length}`;
            expected.push(text);
            await writer.post(`/api/v2/me/smssessions/${session}`, { operationName: "SendMessage", text });
            if (one === EACH >> 1 && round < ROUNDS - 1) {
                // This is never answered: every connection ends.
                await request("GET", `${base}/api/v2/diagnostics/version`, {}).then(
                    () => Promise.reject(new Error("the server did not end the connections")),
                    () => undefined,
                );
            }
        }
        // The client finds back before the next round.
        const last = expected.at(-1);
        await until(`${last} is there`, () => texts(events, session).some((text) => text === last));
    }
    const got = texts(events, session).filter((text) => text?.startsWith("line "));
    if (JSON.stringify(got) !== JSON.stringify(expected)) {
        throw new Error(`received ${JSON.stringify(got)}`);
    }
    if (acknowledged !== 1) {
        throw new Error(`${acknowledged} handshakes with acknowledgements, not 1`);
    }
    const bye = await within("the disconnect", new Promise((done) => client.disconnect(done)));
    if (!bye.successful) {
        throw new Error(`disconnect: ${JSON.stringify(bye)}`);
    }
    return `${got.length} lines in order and once, ${ROUNDS - 1} interruptions, ${broken} connects failed`;
}

/** The texts of the pushed log of a session. */
function texts(events, session) {
    return events
        .filter((event) => event.data.smssessionUri?.endsWith(session))
        .flatMap((event) => event.data.messages)
        .map((message) => message.text);
}

const [program] = process.argv.slice(2);
if (!program) {
    console.error("usage: node interop.mjs PATH/TO/floorwalk");
    process.exit(2);
}
let failed = 0;
for (const transport of ["websocket", "long-polling"]) {
    for (const ack of ["true", "object"]) {
        const title = `${transport}, ack ${ack}`;
        try {
            console.log(`ok      ${title}: ${await run(program, transport, ack)}`);
        } catch (error) {
            failed += 1;
            console.log(`FAILED  ${title}: ${error.message}`);
        }
    }
}
process.exit(failed === 0 ? 0 : 1);
