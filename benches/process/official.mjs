// The official CometD client as a consumer: it keeps a map of sessions and draws nothing.
// Words: the address of the notifications, and whether to acknowledge.
import { adapt } from "cometd-nodejs-client";
import { AckExtension, CometD } from "cometd";

adapt();
const [url, acks] = process.argv.slice(-2);
const client = new CometD();
for (const name of client.getTransportTypes()) {
    if (name !== "websocket") {
        client.unregisterTransport(name);
    }
}
if (acks === "acks") {
    client.registerExtension("ack", new AckExtension());
}
client.configure({ url, logLevel: "warn" });
const sessions = new Map();
client.handshake((hello) => {
    if (!hello.successful) {
        throw new Error(`handshake: ${JSON.stringify(hello)}`);
    }
    client.subscribe("/v2/me/*", ({ data }) => {
        const session = data.smssession;
        const known = sessions.get(session.id);
        sessions.set(session.id, { session, reports: (known?.reports ?? 0) + 1 });
    });
});
