#!/usr/bin/env python3
"""Many laptops sync at the same moment, held against equally many bare `git push` of the same bytes to own branches, all in one run.

  crowd.py VORORT DIR [N]      N laptops (50) over a folder and over an sshd of our own, below the empty folder DIR

Prints ratios; the times beside them are this machine's. "published": the last laptop has its entries on the server; "all": the last one has
fetched, imported and tried to merge as well, on two processors for all laptops and the server. Fails if an entry is lost or doubled, or if a
laptop shows anything but success; a ratio depends on who else is at work on the machine. The last kind is an sshd that turns away whom it has no room for (MaxStartups as it comes): a bare push
fails there, so there is nothing to hold against.
"""
import getpass
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

VORORT, DIR = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
N = int(sys.argv[3]) if len(sys.argv) > 3 else 50
RUNS = int(os.environ.get("CROWD_RUNS", "3"))
LIMIT = 2.5
ENV = dict(os.environ, HOME=DIR, XDG_CONFIG_HOME=DIR, LC_ALL="C.UTF-8", GIT_CONFIG_NOSYSTEM="1")


def run(*argv, **options):
    return subprocess.run(argv, check=True, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options).stdout


def laptop(i, *argv):
    return run(VORORT, "--data", os.path.join(DIR, f"l{i}"), *argv)


def start_sshd(setting):
    """Returns the process and the beginning of the addresses."""
    for name in "host", "user":
        if not os.path.exists(os.path.join(DIR, name)):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(DIR, name))
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    for attempt in range(20):
        port = 20000 + (os.getpid() * 977 + attempt * 131) % 30000
        with open(os.path.join(DIR, "sshd_config"), "w") as f:
            f.write(f"{setting}\nPort {port}\nListenAddress 127.0.0.1\nHostKey {DIR}/host\nAuthorizedKeysFile {DIR}/user.pub\nPidFile none\n"
                    "UsePAM no\nStrictModes no\nPasswordAuthentication no\n")
        server = subprocess.Popen([sshd, "-D", "-f", f"{DIR}/sshd_config", "-E", f"{DIR}/sshd.log"])
        for _ in range(50):
            known = subprocess.run(["ssh-keyscan", "-T", "1", "-p", str(port), "127.0.0.1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
            if known or server.poll() is not None:
                break
        if known and server.poll() is None:
            with open(os.path.join(DIR, "known"), "wb") as f:
                f.write(known)
            ENV["GIT_SSH_COMMAND"] = (f"ssh -F none -i {DIR}/user -o IdentitiesOnly=yes -o UserKnownHostsFile={DIR}/known "
                                      "-o StrictHostKeyChecking=yes")
            return server, f"ssh://{getpass.getuser()}@127.0.0.1:{port}"
        server.kill()
        server.wait()
    sys.exit("crowd: no sshd")


class Sync:
    """One `vorort sync` and when its entries were on the server: the first sign of life after sending."""

    def __init__(self, i):
        read, write = os.pipe()
        self.process = subprocess.Popen([VORORT, "--data", os.path.join(DIR, f"l{i}"), "sync", "--progress-fd", str(write)], env=ENV,
                                        pass_fds=[write], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.close(write)
        self.published = None
        self.merges = 0
        self.thread = threading.Thread(target=self.watch, args=(read,))
        self.thread.start()

    def watch(self, fd):
        has_sent, before = False, None
        with os.fdopen(fd) as lines:
            for line in lines:
                phase = line.split("\t")[0]
                self.merges += phase == "Gemeinsamen Stand aktualisieren" != before
                before = phase
                is_sending = phase == "Einträge senden"
                if has_sent and not is_sending and self.published is None:
                    self.published = time.monotonic()
                has_sent |= is_sending

    def end(self):
        out, err = self.process.communicate()
        self.thread.join()
        return self.process.returncode, out, err


def all_at_once():
    """Returns seconds until published, until all is done, and what the laptops said."""
    began = time.monotonic()
    syncs = [Sync(i) for i in range(N)]
    ends = [s.end() for s in syncs]
    done = time.monotonic() - began
    return max(s.published or time.monotonic() for s in syncs) - began, done, ends, [s.merges for s in syncs]


def bare_pushes(url, commits):
    """The same commits to branches of the same name in a server that stands where the other one stood before."""
    began = time.monotonic()
    pushes = [subprocess.Popen(["git", f"--git-dir={DIR}/l{i}/repo.git", "push", "-q", url, f"{commits[i]}:refs/heads/crowd/{i}"], env=ENV,
                               stderr=subprocess.PIPE, text=True) for i in range(N)]
    failed = [p.communicate()[1] for p in pushes]
    return time.monotonic() - began, sum(1 for p in pushes if p.returncode != 0), [f for f in failed if f.strip()]


def pushed_commit(i):
    refs = run("git", f"--git-dir={DIR}/l{i}/repo.git", "for-each-ref", "--sort=-committerdate", "--format=%(objectname)", "refs/vorort/out")
    return refs.split()[0]


def check(server, words, ends):
    """Every entry once on the server, no laptop with an error. Returns what is wrong, and how many did not merge."""
    texts = {}
    for branch in run("git", f"--git-dir={server}", "for-each-ref", "--format=%(refname)").split():
        for line in run("git", f"--git-dir={server}", "ls-tree", "-r", branch).splitlines():
            blob, path = line.split()[2], line.split("\t")[1]
            if path.endswith(".text"):
                texts.setdefault(path, run("git", f"--git-dir={server}", "cat-file", "blob", blob))
    text = "".join(texts.values())
    wrong = [f"a laptop shows {e}" for e in ends if e[0] != 0 or e[2].strip()]
    wrong += [f"{w} is there {text.count(w)} times" for w in words if text.count(w) != 1]
    return wrong, sum(1 for e in ends if "main wurde nicht" in e[1])


def write(kind, number):
    words = []
    for i in range(N):
        words.append(f"Runde-{kind}-{number}-Gerät-{i}-Ende")
        for part in range(4):
            laptop(i, "note", "add", words[-1] if part == 0 else f"{kind} {number} {i} {part} " + "Notiz aus der Kommune. " * 10)
    return words


def report(wrong):
    for line in wrong[:5]:
        print("  " + line, flush=True)
    return bool(wrong)


def round_of(kind, url, server, number, is_compared):
    before = f"{server}.before"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(server, before)
    words = write(kind, number)
    published, done, ends, merges = all_at_once()
    wrong, n_unmerged = check(server, words, ends)
    tried = f"main tried {sum(merges)} times, at most {max(merges)} by one, given up by {n_unmerged}"
    if not is_compared:
        print(f"{kind}\tround {number}: published {published:.2f} s\tall {done:.2f} s\t{tried}", flush=True)
        return 0, 0, report(wrong)
    pushed, n_failed, failures = bare_pushes(url.replace(server, before), [pushed_commit(i) for i in range(N)])
    wrong += [f"a bare push shows {f.strip()}" for f in failures]
    print(f"{kind}\tround {number}: {N} bare pushes {pushed:.2f} s\tpublished {published:.2f} s = {published / pushed:.2f} x"
          f"\tall {done:.2f} s = {done / pushed:.2f} x\t{tried}", flush=True)
    return published / pushed, done / pushed, report(wrong) or n_failed > 0


def rounds_of(kind, url, server, is_compared):
    for i in range(N):
        laptop(i, "init", "--remote", url)
        laptop(i, "sync")
    figures = [round_of(kind, url, server, r, is_compared) for r in range(RUNS)]
    published, done = (statistics.median(f[k] for f in figures) for k in (0, 1))
    if is_compared:
        print(f"{kind}\tpublished: {published:.2f} x bare pushes (at most {LIMIT})\tall: {done:.2f} x", flush=True)
    return any(f[2] for f in figures)


def main():
    os.makedirs(DIR, exist_ok=True)
    server = os.path.join(DIR, "r.git")
    run("git", "init", "-q", "--bare", "-b", "main", server)
    for i in range(N):
        laptop(i, "init", "--name", f"G{i}", "--user", f"TEAM-{i}")
    is_bad = rounds_of("folder", server, server, True)
    for kind, setting, is_compared in ("ssh", "MaxStartups 1000", True), ("ssh-full", "", False):
        sshd, address = start_sshd(setting)
        try:
            is_bad |= rounds_of(kind, address + server, server, is_compared)
        finally:
            sshd.terminate()
            sshd.wait()
    sys.exit(1 if is_bad else 0)


main()
