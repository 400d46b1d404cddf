// A faye server, websocket and long-polling, no acknowledgements: npm install && node faye.js [port]
'use strict';

const faye = require('faye');
const { listen } = require('./control');

const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: 30 });
const ids = new Set();
// The publisher is a client too: what it publishes before its own handshake comes out of order,
// and it is nobody's business but ours.
let publisher = null;
bayeux.on('handshake', (id) => (publisher === null ? (publisher = id) : ids.add(id)));
bayeux.on('disconnect', (id) => ids.delete(id));

// faye answers what is not below its mount itself, unless somebody else listened before.
const server = listen('faye', (request, response) => response.writeHead(404).end(), {
  publish: (channel, data) => bayeux.getClient().publish(channel, data),
  forget() {
    // A client that is destroyed hears of it; one that is only released does not.
    const engine = bayeux._server._engine._engine;
    const forgotten = [...ids];
    for (const id of forgotten) {
      engine._namespace.release(id);
      engine._clients.delete(id);
      ids.delete(id);
    }
    return forgotten.length;
  },
  count: () => ids.size,
});
bayeux.attach(server);
bayeux.getClient().publish('/warm', {});
