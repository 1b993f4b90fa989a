"""The AWS of these tests: moto's server on 127.0.0.1, in a separate process.

Input: nothing. Output: an `Emulator` with its address, started and stopped by its process id.
It never reaches beyond the loopback address, and never changes a template to suit moto: if moto drops what a
template says, `repairs.py` repairs moto.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import urllib.request

ACCOUNT = "123456789012"  # the account that moto plays


class Emulator:
    """A running server; `with Emulator() as aws:` ends it, also after a failure."""

    def __enter__(self) -> "Emulator":
        environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        environment["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # thousands of images that nobody asks for
        # The server ends when this pipe closes, so that a killed test run leaves no process behind.
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("moto's server did not start")
        self.address = f"http://127.0.0.1:{int(line)}"
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @functools.cache
    def client(self, service: str, region: str):
        import boto3

        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.address,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def reset(self) -> None:
        """An empty AWS again: no account-wide name (a role's) of one deploy meets that of the next."""
        request = urllib.request.Request(f"{self.address}/moto-api/reset", method="POST")
        with urllib.request.urlopen(request) as answer:
            answer.read()


def main() -> None:
    from moto.server import ThreadedMotoServer

    import repairs

    repairs.apply()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
