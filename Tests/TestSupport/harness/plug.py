"""A plug between a client and a server: pulled, connections break and new ones are refused."""

import selectors
import socket
import threading


class Plug:
    """Passes connections on to a port; can be pulled after so many bytes one way or the other."""

    def __init__(self, target):
        self.target = target
        self.limit = None
        self.counts_sent = False
        self.passed = 0
        self.pulled = threading.Event()
        # Of the listener and the ends that are open, which threads of connections change.
        self.lock = threading.Lock()
        self.open = []
        self.listener = None
        # Keeps the port while the plug is pulled: it is bound beside the listener and never
        # listens, so connections are refused and nobody else is given the port.
        self.guard = self._bound(0)
        self.port = self.guard.getsockname()[1]
        self.insert()

    def insert(self):
        """Takes connections, on the port it has for all its life."""
        listener = self._bound(self.port)
        listener.listen(64)
        with self.lock:
            self.listener = listener
            self.pulled.clear()
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def pull_after(self, count, sent=False):
        """Has it pulled as soon as so many bytes more have come from the server, or were sent."""
        self.passed, self.counts_sent, self.limit = 0, sent, count

    def pull(self):
        """Breaks all connections and refuses new ones; `pulled` is set when that is done."""
        with self.lock:
            if self.pulled.is_set():
                return
            self.limit = None
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
            for end in self.open:
                end.close()
            self.open = []
            self.pulled.set()

    @staticmethod
    def _bound(port):
        """A socket of the port, which those of this plug share."""
        end = socket.socket()
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        end.bind(("127.0.0.1", port))
        return end

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            with self.lock:
                if listener is not self.listener:
                    client.close()
                    server.close()
                    return
                self.open += [client, server]
            threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client, server):
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while not self.pulled.is_set():
                try:
                    for key, _ in selector.select(0.05):
                        data = key.fileobj.recv(1 << 16)
                        if not data:
                            raise OSError("closed")
                        key.data.sendall(data)
                        if (key.fileobj is client) == self.counts_sent:
                            self._count(len(data))
                except (OSError, ValueError):
                    break
        client.close()
        server.close()

    def _count(self, count):
        self.passed += count
        if self.limit is not None and self.passed >= self.limit:
            self.pull()


class PluggedStore:
    """A store that is reached through a plug."""

    def __init__(self, store):
        self.store, self.plug = store, Plug(store.port)
        self.environment = store.environment
        self.options = ["--s3-endpoint", f"http://127.0.0.1:{self.plug.port}"]
        self.put, self.make, self.get, self.keys = store.put, store.make, store.get, store.keys
