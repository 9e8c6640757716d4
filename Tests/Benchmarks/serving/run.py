#!/usr/bin/env python3
"""Holds the server's answers a second against nginx serving a static file of equal size.

Both run on this machine and are measured in turn (A B A B) by one wrk thread with keep-alive
connections. Needs a server that answers URL already:

    run.py --url http://127.0.0.1:8900/recommendations [--script recommendations.lua]
           [--rounds 5] [--seconds 4] [--connections 64] [--goal 0.60] [--check] [--pid PID]

The script's settings are environment variables; see recommendations.lua. The request whose
answer sets the size of nginx's file is made from the same settings.
With the server's --pid it also prints the processor time an answer costs each of the two,
which other work on the machine disturbs less than the rates.
Ends with 1 when run with --check and below the goal.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent


def install_missing():
    missing = [name for name in ("nginx", "wrk") if not find(name)]
    if not missing:
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    # An own nginx is started below: the packaged service is not wanted.
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    packages = [{"nginx": "nginx-light"}.get(name, name) for name in missing]
    subprocess.run(root + ["apt-get", "update", "-qq"], env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(root + ["apt-get", "install", "-y", "-qq", *packages], env=environment,
                   check=True, stdout=subprocess.DEVNULL)


def find(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sample_answer(url):
    """One answer of ours, to copy its size and fields."""
    parts = urllib.parse.urlsplit(url)
    campaign = os.environ.get(
        "BENCH_CAMPAIGN", "arn:aws:personalize:us-east-1:000000000000:campaign/bench")
    account = os.environ.get("BENCH_ACCOUNT", "000000000000")
    body = '{"campaignArn":%s,"userId":%s%s}' % (
        json.dumps(campaign), json.dumps(os.environ.get("BENCH_USER_PREFIX", "") + "1"),
        os.environ.get("BENCH_EXTRA", ""))
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("POST", parts.path, body, {
        "Content-Type": "application/json",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={account}/20261121/us-east-1/personalize"
                         "/aws4_request, SignedHeaders=host, Signature=" + "0" * 64})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        sys.exit(f"{url} answered {answer.status}: {content[:200]!r}")
    return content, answer.getheaders()


def nginx_configuration(folder, port, headers):
    own = {"date", "content-length", "content-type", "connection"}
    kind = next((v for k, v in headers if k.lower() == "content-type"), "application/json")
    added = "".join(f'      add_header {k} "{v}";\n' for k, v in headers if k.lower() not in own)
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


def start_nginx(folder, content, headers):
    files = folder / "files"
    files.mkdir()
    (files / "answer").write_bytes(content)
    for path in (folder, files):
        path.chmod(0o755)
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_configuration(folder, port, headers))
    process = subprocess.Popen(
        [find("nginx"), "-p", str(folder), "-c", str(configuration)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        if process.poll() is not None:
            sys.exit("nginx did not start: " + (folder / "error.log").read_text()[-500:])
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}/answer"
        time.sleep(0.05)
    process.terminate()
    sys.exit("nginx did not start listening")


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def processor_seconds(pid):
    """User and system time of a process and its children, so far; 0 without a process."""
    if not pid:
        return 0
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(processor_seconds(child) for child in children)


def measure(url, options, pid, script=None):
    command = [find("wrk"), "-t1", f"-c{options.connections}", f"-d{options.seconds}s",
               "--latency"]
    if script:
        command += ["-s", str(script)]
    before = processor_seconds(pid)
    output = subprocess.run(command + [url], capture_output=True, text=True, check=True).stdout
    spent = processor_seconds(pid) - before
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: (.*)", output)
    if failed or broken:
        sys.exit(f"{url} failed under load:\n{output}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    p99 = milliseconds(re.search(r"^\s+99%\s+(\S+)", output, re.MULTILINE).group(1))
    answers = int(re.search(r"(\d+) requests in", output).group(1))
    return rate, p99, spent / answers * 1e6


def versions():
    nginx = subprocess.run([find("nginx"), "-v"], capture_output=True, text=True)
    wrk = subprocess.run([find("wrk"), "-v"], capture_output=True, text=True)
    return f"{nginx.stderr.strip()}; {wrk.stdout.splitlines()[0].split(' [')[0]}"


def report(name, samples):
    rates, p99s, costs = zip(*samples)
    median = statistics.median(rates)
    spread = (max(rates) - min(rates)) / median * 100
    print(f"{name:<8} {median:>10,.0f} requests/s (spread {spread:.0f} %), "
          f"p99 {statistics.median(p99s):.2f} ms"
          + (f", {statistics.median(costs):.2f} us of processor an answer" if max(costs) else ""))
    return median, statistics.median(p99s)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--script", type=pathlib.Path, default=HERE / "recommendations.lua")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--goal", type=float, default=0.60)
    parser.add_argument("--pid", type=int, help="of the server, for its processor time")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    install_missing()
    content, headers = sample_answer(options.url)
    print(versions())
    print(f"wrk -t1 -c{options.connections} -d{options.seconds}s, {options.rounds} rounds in turn,"
          f" {len(content)} bytes of content")
    with tempfile.TemporaryDirectory(prefix="serving-") as name:
        process, reference = start_nginx(pathlib.Path(name), content, headers)
        try:
            ours, theirs = [], []
            for _ in range(options.rounds):
                ours.append(measure(options.url, options, options.pid, options.script))
                theirs.append(measure(reference, options, process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
    rate, p99 = report("bespoke", ours)
    reference_rate, reference_p99 = report("nginx", theirs)
    ratio = rate / reference_rate
    print(f"ratio    {ratio:.2f} of nginx (goal {options.goal:.2f}); "
          f"p99 {p99 / reference_p99:.2f} times nginx's")
    if options.check and ratio < options.goal:
        sys.exit(1)


if __name__ == "__main__":
    main()
