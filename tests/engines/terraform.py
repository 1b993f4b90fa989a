"""A Terraform root, run by the real terraform with the real provider against the emulator.

Input: a root's text, variables and the emulator's address. Output: what terraform said. It never changes
the root; what the emulator needs is in an override file next to it, each loosening with its reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIABLE = "ECRC_TF_PLUGIN_DIR"


def environment() -> dict[str, str]:
    """Without the user's own AWS and Terraform settings, so that no test reaches an account of theirs."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    return kept | {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CHECKPOINT_DISABLE": "1",  # no question about newer versions
        "TF_CLI_CONFIG_FILE": os.devnull,
        "TF_IN_AUTOMATION": "1",
        # Terraform and its provider live for seconds here: collecting garbage is a quarter of their work.
        "GOGC": "400",
    }


def missing(plugin_dir: str | None, scratch: Path) -> str | None:
    """Why Terraform cannot run here, or None."""
    if shutil.which("terraform") is None:
        return f"terraform is not installed; install it, and set {VARIABLE} where no registry is reached"
    scratch.mkdir(parents=True)
    root = {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}}
    (scratch / "main.tf.json").write_text(json.dumps(root), encoding="utf-8")
    done = Root(scratch, plugin_dir).run("init")
    if done.returncode == 0:
        return None
    place = f"in {VARIABLE}" if plugin_dir else f"by the registry, and {VARIABLE} is not set"
    said = " ".join(done.stderr.split())  # terraform breaks its message into lines
    return f"the provider hashicorp/aws was not found {place}: {said[:300]}"


@dataclass(frozen=True)
class Root:
    folder: Path
    plugin_dir: str | None

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        if command == "init":
            arguments = ("-backend=false", "-input=false", *arguments)
            if self.plugin_dir:
                arguments = (f"-plugin-dir={self.plugin_dir}", *arguments)
        return subprocess.run(
            ["terraform", command, "-no-color", *arguments],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def succeed(self, command: str, *arguments: str) -> str:
        done = self.run(command, *arguments)
        assert done.returncode == 0, f"terraform {command}: {done.stdout[-3000:]}{done.stderr}"
        return done.stdout

    def validate(self) -> list[dict[str, Any]]:
        """What `validate` has to say: errors and warnings alike."""
        return json.loads(self.run("validate", "-json").stdout)["diagnostics"]

    def outputs(self) -> dict[str, str]:
        """As CloudFormation prints them: a list as one string."""
        found = json.loads(self.succeed("output", "-json"))
        return {
            name: output["value"] if isinstance(output["value"], str) else ",".join(output["value"])
            for name, output in found.items()
        }


def write(
    folder: Path,
    plugin_dir: str | None,
    text: str,
    address: str | None = None,
    variables: dict[str, Any] | None = None,
    region: str | None = None,
) -> Root:
    """Lays the root down. `region` says another one than the root does, as a user's provider might."""
    folder.mkdir(parents=True)
    (folder / "main.tf.json").write_text(text, encoding="utf-8")
    if address is not None:
        (folder / "override.tf.json").write_text(
            json.dumps({"provider": {"aws": provider(address, region)}}), encoding="utf-8"
        )
    if variables is not None:
        (folder / "terraform.tfvars.json").write_text(json.dumps(variables), encoding="utf-8")
    return Root(folder, plugin_dir)


def provider(address: str, region: str | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {
        # moto is the AWS here: the three services that the roots touch are asked there and nowhere else.
        "endpoints": [{"ec2": address, "iam": address, "sts": address}],
        # moto takes any credentials, and none of a real account are used.
        "access_key": "testing",
        "secret_key": "testing",
        # Dummy credentials have no instance behind them to ask for others.
        "skip_metadata_api_check": "true",
    }
    return said | ({"region": region} if region else {})
