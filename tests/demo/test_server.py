"""The server itself: loopback, connections, threads, and what it does not load."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from aws_requests import listed, training
from botocore.exceptions import BotoCoreError

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws


def test_it_listens_on_loopback_only():
    with EmbeddedAws() as aws:
        port = int(aws.url.rpartition(":")[2])
        assert aws.url == f"http://127.0.0.1:{port}"
        with socket.socket() as elsewhere:
            elsewhere.bind(("127.0.0.2", port))  # free, so the server is not on every address


def test_the_environment_is_all_that_boto3_needs(aws):
    assert boto3.client("sts").get_caller_identity()["Account"] == aws.world.account


def test_stopping_cuts_what_is_open():
    aws = EmbeddedAws().start()
    session = boto3.Session("key", "secret", region_name="us-east-1")
    client = session.client("sagemaker", endpoint_url=aws.url)
    client.list_models()
    aws.stop()
    with pytest.raises(BotoCoreError):
        client.list_models()


def test_writes_from_many_threads_all_count(aws, sagemaker):
    job = sagemaker.create_training_job(**training("job"))["TrainingJobArn"]

    def add(number):
        sagemaker.add_tags(ResourceArn=job, Tags=listed({f"k{number}": "v"}))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(add, range(50)))
    assert len(sagemaker.list_tags(ResourceArn=job)["Tags"]) == 50


def test_moto_is_loaded_only_when_asked_for():
    code = """
import sys, boto3
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
with EmbeddedAws() as aws:
    session = boto3.Session("key", "secret", region_name="us-east-1")
    session.client("sagemaker", endpoint_url=aws.url).list_models()
    assert not {"moto", "flask", "duckdb"} & set(sys.modules), sorted(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_company_is_there(company_aws):
    sagemaker = boto3.client("sagemaker")
    assert sagemaker.list_domains()["Domains"]
    assert sagemaker.search(Resource="TrainingJob", MaxResults=100)["Results"]
