"""The main chain in few words: a dataset group that loads, trains and deploys."""

from . import schemas, waits
from .tenant import RECIPE, ROLE


class Group:
    """An ACTIVE dataset group of a tenant; every step waits until its resource is ACTIVE."""

    def __init__(self, tenant, name="shop", domain=None):
        self.tenant, self.name = tenant, name
        self.api = tenant.personalize
        self.domain = {"domain": domain} if domain else {}
        made = self.api.create_dataset_group(name=name, **self.domain)
        self.arn = made["datasetGroupArn"]
        waits.active(tenant, "datasetGroup", self.arn)
        self.loads = 0

    def schema(self, text, name):
        """Creates a schema of the group's domain; returns its ARN."""
        made = self.api.create_schema(name=f"{self.name}-{name}", schema=text, **self.domain)
        return made["schemaArn"]

    def dataset(self, kind="Interactions", text=None):
        """Creates the dataset of the type; returns its ARN."""
        arn = self.api.create_dataset(
            name=f"{self.name}-{kind}", datasetType=kind, datasetGroupArn=self.arn,
            schemaArn=self.schema(text or schemas.OF_TYPE[kind], kind))["datasetArn"]
        waits.active(self.tenant, "dataset", arn)
        return arn

    def dataset_arn(self, kind="Interactions"):
        """The ARN of this group's dataset of the type."""
        return self.tenant.arn("dataset", f"{self.name}/{kind.upper()}")

    def start_import(self, text, kind="Interactions", location=None, **options):
        """Creates an import job of the CSV text (or of a location); returns its ARN."""
        self.loads += 1
        name = f"{self.name}-load-{self.loads}"
        return self.api.create_dataset_import_job(
            jobName=name, datasetArn=self.dataset_arn(kind), roleArn=ROLE,
            dataSource={"dataLocation": location or self.tenant.put(f"{name}.csv", text)},
            **options)["datasetImportJobArn"]

    def load(self, text, kind="Interactions", within=60, **options):
        """The same, and waits until it is ACTIVE."""
        arn = self.start_import(text, kind, **options)
        return waits.active(self.tenant, "datasetImportJob", arn, within)

    def solution(self, recipe, name=None, **options):
        """Creates a solution of the recipe without automatic training; returns its ARN."""
        options.setdefault("performAutoTraining", False)
        arn = self.api.create_solution(
            name=name or f"{self.name}-{recipe}", datasetGroupArn=self.arn,
            recipeArn=RECIPE + recipe, **options)["solutionArn"]
        waits.active(self.tenant, "solution", arn)
        return arn

    def start_training(self, solution, **options):
        """Creates a version of the solution; returns its ARN."""
        made = self.api.create_solution_version(solutionArn=solution, **options)
        return made["solutionVersionArn"]

    def train(self, recipe, name=None, within=90, **options):
        """Creates a solution and an ACTIVE version of it; returns the version's ARN."""
        arn = self.start_training(self.solution(recipe, name, **options))
        waits.active(self.tenant, "solutionVersion", arn, within)
        return arn

    def deploy(self, version, name=None, **options):
        """Creates an ACTIVE campaign of the version; returns its ARN."""
        arn = self.api.create_campaign(
            name=name or version.split("/")[1], solutionVersionArn=version, minProvisionedTPS=1,
            **options)["campaignArn"]
        waits.active(self.tenant, "campaign", arn)
        return arn

    def campaign(self, recipe, **options):
        """Trains the recipe and deploys it; returns the campaign's ARN."""
        return self.deploy(self.train(recipe, **options))

    def recommender(self, recipe, name=None, within=90, **options):
        """Creates an ACTIVE recommender of the use case; returns its ARN."""
        arn = self.api.create_recommender(
            name=name or f"{self.name}-{recipe}", datasetGroupArn=self.arn,
            recipeArn=RECIPE + recipe, **options)["recommenderArn"]
        waits.active(self.tenant, "recommender", arn, within)
        return arn

    def filter(self, expression, name):
        """Creates an ACTIVE filter; returns its ARN."""
        arn = self.api.create_filter(
            name=name, datasetGroupArn=self.arn, filterExpression=expression)["filterArn"]
        waits.active(self.tenant, "filter", arn)
        return arn

    def tracker(self, name=None):
        """Creates an ACTIVE event tracker; returns its tracking id."""
        made = self.api.create_event_tracker(
            name=name or f"{self.name}-tracker", datasetGroupArn=self.arn)
        waits.active(self.tenant, "eventTracker", made["eventTrackerArn"])
        return made["trackingId"]

    def recommend(self, campaign, **request):
        """The item ids GetRecommendations answers, in order."""
        answer = self.tenant.runtime.get_recommendations(campaignArn=campaign, **request)
        return [entry["itemId"] for entry in answer["itemList"]]
