"""kill -9 of a worker at a batch job: nothing half done is seen, and the job ends well."""

import json
import os
import signal

from harness import waits
from harness.scale import SIZES, workers_of, world
from harness.tenant import ROLE


def test_a_batch_job_becomes_active_although_its_worker_was_killed(group):
    tenant = group.tenant
    group.load(world(SIZES[0]).interactions(), within=180)
    version = group.train("aws-user-personalization", within=180)
    for count in (20_000, 80_000, 320_000):
        text = "".join(json.dumps({"userId": f"u0-{n}"}) + "\n" for n in range(count))
        arn = group.api.create_batch_inference_job(
            jobName=f"lists-{count}", solutionVersionArn=version, roleArn=ROLE,
            jobInput={"s3DataSource": {"path": tenant.put("users.json", text)}},
            jobOutput={"s3DataDestination": {"path": tenant.folder(f"out-{count}")}},
        )["batchInferenceJobArn"]
        pids = workers_of(group, "batchInferenceJob", arn)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        keys = tenant.server.store.keys(tenant.bucket, f"out-{count}/")
        if pids and not [key for key in keys if key.endswith(".out")]:
            break
    else:
        raise AssertionError("the job always ended before its worker could be killed")
    waits.active(tenant, "batchInferenceJob", arn, within=300)
    # Nor is anything left of what the killed worker had begun to write.
    assert tenant.server.store.keys(tenant.bucket, f"out-{count}/") == [
        f"out-{count}/_CHECK", f"out-{count}/users.json.out"]
    content = tenant.server.store.get(tenant.bucket, f"out-{count}/users.json.out").decode()
    lines = [json.loads(line) for line in content.splitlines()]
    assert [line["input"]["userId"] for line in lines] == [f"u0-{n}" for n in range(count)]
    assert all(line["output"]["recommendedItems"] for line in lines)
