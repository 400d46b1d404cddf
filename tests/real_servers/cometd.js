// The official CometD server for node, long-polling only, with acknowledgements:
// npm install && node cometd.js [port]
'use strict';

const cometd = require('cometd-nodejs-server');
const acks = require('cometd-nodejs-server/ack-extension');
const { listen } = require('./control');

const bayeux = cometd.createCometDServer({ timeout: 30000, maxInterval: 10000 });
bayeux.addExtension(new acks.AcknowledgedMessagesExtension());
const sessions = new Set();
bayeux.policy = {
  canHandshake(session, message, callback) {
    sessions.add(session);
    session.addListener('removed', () => sessions.delete(session));
    callback(null, true);
  },
};

listen('cometd-nodejs-server', bayeux.handle, {
  publish(channel, data) {
    bayeux.createServerChannel(channel).publish(null, data);
  },
  forget() {
    const forgotten = [...sessions];
    // Removed as by its sweeper: nothing is said to the client.
    forgotten.forEach((session) => bayeux._removeServerSession(session, true));
    return forgotten.length;
  },
  count: () => sessions.size,
});
