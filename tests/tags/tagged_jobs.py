"""Training jobs of an embedded AWS, and the hands that fix their tags."""

from datetime import datetime, timezone

from jupyter_cost_tags.aws import Aws, list_tags
from jupyter_cost_tags.models import Change
from jupyter_cost_tags.tags.attempt import Hands
from jupyter_cost_tags.tags.fix import Order, apply
from jupyter_cost_tags.tags.journal import Journal
from jupyter_cost_tags.tags.pace import Pace
from jupyter_cost_tags.tags.plan import plan_explicit, plan_undo

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
HEAD = "arn:aws:sagemaker:us-east-1:111122223333:training-job"


class Clock:
    """A clock that only sleeping moves on."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 6))
        self.now += seconds


class Account:
    """One test's account: make jobs, plan, apply, undo, and count what AWS was asked."""

    def __init__(self, server, folder):
        self.control = server.control
        self.aws = Aws(sleep=lambda _: None)
        self.journal = Journal(folder / "journal")
        self.clock = Clock()

    def hands(self, **more):
        given = {
            "aws": self.aws,
            "journal": self.journal,
            "now": lambda: NOW,
            "refuse_owner": lambda _: None,
            "pace": Pace(clock=self.clock, sleep=self.clock.sleep),
            "most_at_once": 1,
        }
        return Hands(**{**given, **more})

    def job(self, name, tags=None):
        """Create a training job and return its ARN."""
        self.aws.call(
            "sagemaker",
            "CreateTrainingJob",
            TrainingJobName=name,
            RoleArn="arn:aws:iam::111122223333:role/DataScientist",
            AlgorithmSpecification={"TrainingImage": "train:1", "TrainingInputMode": "File"},
            OutputDataConfig={"S3OutputPath": "s3://bucket/out"},
            ResourceConfig={
                "InstanceType": "ml.m5.xlarge",
                "InstanceCount": 1,
                "VolumeSizeInGB": 9,
            },
            StoppingCondition={"MaxRuntimeInSeconds": 3600},
        )
        if tags:
            self.control.tags(arn=f"{HEAD}/{name}", set=tags)
        self.control.reset()
        return f"{HEAD}/{name}"

    def tags(self, arn):
        return list_tags(self.aws.metered(), arn)

    def plan(self, arn, wanted):
        """Plan from the tags as they are now, and forget that AWS was asked."""
        current = self.tags(arn)
        self.control.reset()
        return change(arn, current, plan_explicit(current, wanted))

    def fix(self, *changes, run="run-1", undoes=None, **more):
        """Apply changes one by one and return what became of each."""
        return apply(self.hands(**more), Order(run, undoes), changes).results

    def undo(self, run):
        """Take a run back; return what became of each change."""
        recorded = [one for one in self.journal.run(run) if one.outcome in WRITTEN]
        changes = [
            change(
                one.intent.arn,
                {key: value for key, value in one.intent.after.items() if value is not None},
                plan_undo(one.intent.before, one.intent.after),
            )
            for one in recorded
        ]
        return self.fix(*changes, run=f"{run}-undone", undoes=run)

    def recorded(self, run="run-1"):
        return [one.outcome for one in self.journal.run(run)]

    def asked(self, operation):
        """Return how often AWS saw an operation."""
        return self.control.counts().get(f"sagemaker:{operation}", 0)

    def fault(self, operation, **rule):
        self.control.add_faults([{"op": f"sagemaker:{operation}", **rule}])


WRITTEN = {"applied", "unknown", None}


def change(arn, current, planned):
    return Change(
        arn=arn,
        id="id",
        kind="training-job",
        name=arn.rpartition("/")[2],
        current=current,
        add=planned.add,
        overwrite=planned.overwrite,
        remove=list(planned.remove),
        billing_effect=None,
    )
