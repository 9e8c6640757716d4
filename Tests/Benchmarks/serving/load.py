"""Load from wrk, and nginx as the ceiling to hold a server against."""

import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent


def install_missing():
    """Sees to it that wrk and nginx are there."""
    missing = [name for name in ("nginx", "wrk") if not find(name)]
    if not missing:
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    # An own nginx is started below: the packaged service is not wanted.
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    packages = [{"nginx": "nginx-light"}.get(name, name) for name in missing]
    for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        subprocess.run(root + ["apt-get", *command], env=environment, check=True,
                       stdout=subprocess.DEVNULL)


def find(name):
    """The path of an executable, None when there is none."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def versions():
    """What the load comes from, and what it is held against."""
    nginx = subprocess.run([find("nginx"), "-v"], capture_output=True, text=True)
    wrk = subprocess.run([find("wrk"), "-v"], capture_output=True, text=True)
    return f"{nginx.stderr.strip()}; {wrk.stdout.splitlines()[0].split(' [')[0]}"


def processor_seconds(pid):
    """User and system time of a process and its children, so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(processor_seconds(child) for child in children)


@dataclass
class Sample:
    """What one run of wrk saw."""

    rate: float
    p99: float  # milliseconds
    cost: float  # microseconds of the server's processor time an answer
    failed: int = 0


class Run:
    """One wrk under way."""

    def __init__(self, url, seconds, connections, requests=None, think=0, pace=0):
        command = [find("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
        environment = dict(os.environ, BENCH_THINK=str(think), BENCH_PACE=str(pace))
        if requests:
            command += ["-s", str(HERE / "replay.lua")]
            environment["BENCH_REQUESTS"] = str(requests)
        self.url = url
        self.process = subprocess.Popen(
            command + [url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment)

    def finish(self, failures_allowed=False):
        """Rate, p99 and number of answers; ends the benchmark when a request failed."""
        output = self.process.communicate()[0]
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
        broken = re.search(r"Socket errors: (.*)", output)
        if self.process.returncode or ((failed or broken) and not failures_allowed):
            sys.exit(f"{self.url} failed under load:\n{output}")
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
        exact = re.search(r"^p99 (\d+) us", output, re.MULTILINE)
        p99 = int(exact.group(1)) / 1000 if exact else milliseconds(
            re.search(r"^\s+99%\s+(\S+)", output, re.MULTILINE).group(1))
        answers = int(re.search(r"(\d+) requests in", output).group(1))
        return rate, p99, answers, int(failed.group(1)) if failed else 0


def milliseconds(text):
    """A time as wrk prints it."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def measure(url, pid, seconds, connections=64, requests=None, think=0):
    """One run of wrk against the server whose process it is."""
    before = processor_seconds(pid)
    rate, p99, answers, _ = Run(url, seconds, connections, requests, think).finish()
    spent = processor_seconds(pid) - before
    return Sample(rate, p99, spent / max(answers, 1) * 1e6)


def median(samples):
    """The samples' median, by rate, p99 and cost each."""
    return Sample(*(statistics.median(getattr(sample, field) for sample in samples)
                    for field in ("rate", "p99", "cost")))


def spread(samples):
    """Highest less lowest rate, as a share of the median."""
    rates = [sample.rate for sample in samples]
    return (max(rates) - min(rates)) / statistics.median(rates)


class Nginx:
    """nginx with two workers, serving one file that is like a given answer."""

    def __init__(self, folder, content, headers):
        self.folder = pathlib.Path(folder)
        files = self.folder / "files"
        files.mkdir(parents=True)
        (files / "answer").write_bytes(content)
        for path in (self.folder, files):
            path.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration(port, headers))
        self.process = subprocess.Popen(
            [find("nginx"), "-p", str(self.folder), "-c", str(configuration)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}/answer"
        self._wait(port)

    def _wait(self, port):
        for _ in range(200):
            if self.process.poll() is not None:
                sys.exit("nginx did not start: " + (self.folder / "error.log").read_text()[-500:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        sys.exit("nginx did not start listening")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def _configuration(self, port, headers):
        own = {"date", "content-length", "content-type", "connection"}
        kind = next((v for k, v in headers if k.lower() == "content-type"), "application/json")
        added = "".join(
            f'      add_header {k} "{v}";\n' for k, v in headers if k.lower() not in own)
        folder = self.folder
        return f"""worker_processes 2;
daemon off;
master_process on;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  etag off;
  keepalive_requests 1000000000;
  open_file_cache max=16 inactive=1h;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} reuseport;
    root {folder}/files;
    location / {{
      default_type {kind};
{added}    }}
  }}
}}
"""
