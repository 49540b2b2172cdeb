#!/usr/bin/env python3
"""git over https for tests: git-http-backend behind TLS, with what goes wrong in offices. Standard library only.

  gitserver.py DIR      serves the bare repositories in DIR on free loopback ports

DIR holds ca.pem, NAME.pem (certificate and key) for good, expired and other. The ports are written to DIR/ports when all listen, one
"NAME PORT" a line; requests go to DIR/requests, never with their credentials. Ends when its standard input ends.

  open       everybody reads and writes        auth      only vorort:geheim-4711
  expired    an expired certificate            other     a certificate for another host name
  client     wants a client certificate        proxy     CONNECT          proxyauth   CONNECT, only amt:proxy-4711
  slow       relay to open, 1 KiB/s up         cut       relay to open that breaks off in the first large upload
  silent     takes connections and says nothing
"""
import base64
import http.server
import os
import select
import socket
import ssl
import subprocess
import sys
import threading
import time

DIR = os.path.abspath(sys.argv[1])
BACKEND = os.path.join(subprocess.check_output(["git", "--exec-path"], text=True).strip(), "git-http-backend")
LOG = open(os.path.join(DIR, "requests"), "a", buffering=1)


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


class Git(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    password = None

    def log_message(self, *args):
        pass

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            data += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return data

    def serve(self):
        body = self.body()
        LOG.write(f"{self.server.name} {self.command} {self.path}\n")
        if self.password and self.headers.get("Authorization") != basic(self.password):
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        path, _, query = self.path.partition("?")
        env = dict(os.environ, GIT_PROJECT_ROOT=DIR, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path, QUERY_STRING=query,
                   REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(body)),
                   HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""), GIT_PROTOCOL=self.headers.get("Git-Protocol", ""),
                   REMOTE_USER="test", REMOTE_ADDR="127.0.0.1")
        out = subprocess.run([BACKEND], input=body, env=env, stdout=subprocess.PIPE, stderr=LOG).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if line]
        status = next((int(v.split()[0]) for n, v in headers if n == "Status"), 200)
        return self.answer(status, [(n, v) for n, v in headers if n != "Status"], rest)

    do_GET = do_POST = serve


class AuthGit(Git):
    password = "vorort:geheim-4711"


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name, handler, certificate, wants_client=False):
        super().__init__(("127.0.0.1", 0), handler)
        self.name = name
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(DIR, certificate + ".pem"))
        if wants_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(os.path.join(DIR, "ca.pem"))
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        ports[name] = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # refused certificates are the point


def listen(name, serve):
    """Calls serve(connection) in a thread for each connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    ports[name] = listener.getsockname()[1]

    def accept():
        while True:
            connection = listener.accept()[0]
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def relay(client, server, up=None):
    """Both ways until one side closes; up(data) may wait, or return False to break off."""
    while True:
        for s in select.select([client, server], [], [])[0]:
            try:
                data = s.recv(1024 if up else 65536)
            except OSError:
                data = b""
            if not data or (s is client and up and up(data) is False):
                client.close()
                server.close()
                return
            (server if s is client else client).sendall(data)


def proxy(name, password):
    def serve(client):
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(4096)
            if not data:
                return client.close()
            head += data
        lines = head.decode().split("\r\n")
        is_right = password is None or "Proxy-Authorization: " + basic(password) in lines
        LOG.write(f"{name} {lines[0]} {'fine' if is_right else 'denied'}\n")
        if not is_right:
            client.sendall(b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="amt"\r\n'
                           b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            return client.close()
        host, _, port = lines[0].split()[1].rpartition(":")
        server = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return relay(client, server)

    listen(name, serve)


def slow(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sent = []

    def wait(data):
        sent.append(len(data))
        time.sleep(len(data) / 1024)

    relay(client, socket.create_connection(("127.0.0.1", ports["open"])), wait)
    LOG.write(f"slow {sum(sent)} bytes up\n")


def cut(client):
    sent = [0]

    def count(data):
        sent[0] += len(data)
        return sent[0] < 4000 or not os.path.exists(os.path.join(DIR, "cut"))

    relay(client, socket.create_connection(("127.0.0.1", ports["open"])), count)


ports = {}
Server("open", Git, "good")
Server("auth", AuthGit, "good")
Server("expired", Git, "expired")
Server("other", Git, "other")
Server("client", Git, "good", wants_client=True)
proxy("proxy", None)
proxy("proxyauth", "amt:proxy-4711")
listen("slow", slow)
listen("cut", cut)
listen("silent", lambda connection: time.sleep(600))
with open(os.path.join(DIR, "ports.new"), "w") as f:
    f.writelines(f"{name} {port}\n" for name, port in ports.items())
os.rename(os.path.join(DIR, "ports.new"), os.path.join(DIR, "ports"))
sys.stdin.read()
