// What tests/bayeux_real.rs asks of a server besides Bayeux, the same for each of them:
//   POST /control/publish?channel=C&from=A&count=N   publishes {"n": A} to {"n": A+N-1}
//   POST /control/cut                                destroys every connection but this one
//   POST /control/forget                             drops every client id, saying nothing
//   GET  /control/clients                            how many client ids there are
'use strict';

const http = require('http');

/// `serve` answers what is no control request; `hands` are publish, forget and count.
exports.listen = function (name, serve, hands) {
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const say = (value) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(value));
    };
    switch (url.pathname) {
      case '/control/publish': {
        const from = Number(url.searchParams.get('from'));
        const count = Number(url.searchParams.get('count'));
        for (let n = from; n < from + count; ++n) {
          hands.publish(url.searchParams.get('channel'), { n });
        }
        return say({ published: count });
      }
      case '/control/cut': {
        const others = [...sockets].filter((socket) => socket !== request.socket);
        others.forEach((socket) => socket.destroy());
        return say({ cut: others.length });
      }
      case '/control/forget':
        return say({ forgotten: hands.forget() });
      case '/control/clients':
        return say({ clients: hands.count() });
      default:
        return serve(request, response);
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(Number(process.argv[2] || 0), '127.0.0.1', () => {
    const { port } = server.address();
    console.log(`${name}: FLOORWALK_BAYEUX_URL=http://127.0.0.1:${port}/bayeux`);
  });
  return server;
};
