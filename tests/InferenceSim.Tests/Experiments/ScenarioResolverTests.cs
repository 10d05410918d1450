using InferenceSim.Experiments;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>The defaults that a scenario gets, and what it is refused for.</summary>
public class ScenarioResolverTests
{
    [Test]
    public void WithoutModelAndGpuIsTheBuiltInScenario()
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario()).Inputs;

        Assert.That((inputs.Model, inputs.WeightPrecision, inputs.Gpu, inputs.Tp), Is.EqualTo(("llama-3.1-70b", "fp8", "h100-sxm", (int?)4)));
        Assert.That((inputs.Workload, inputs.Arrivals), Is.EqualTo(("chat", "closed-loop")));
    }

    [Test]
    public void PrecisionAndTpOfTheBuiltInScenarioDoNotComeWithAnotherModel()
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.1-8b" }).Inputs;

        Assert.That((inputs.Gpu, inputs.WeightPrecision, inputs.Tp), Is.EqualTo(("h100-sxm", "bf16", (int?)1)));
    }

    [Test]
    public void WithoutTpTakesTheSmallestPowerOfTwoThatFits()
    {
        // 70.6 billion parameters are 141 GB in bf16: more than one H100, less than two.
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.1-70b", Gpu = "h100-sxm", Precision = "bf16" }).Inputs;

        Assert.That(inputs.Tp, Is.EqualTo(2));
        Assert.That(inputs.Gpus, Is.EqualTo(2));
    }

    [TestCase(null, 8_192)]
    [TestCase("all-at-once", 16_384)]
    public void TokenBudgetIsVllmsForServingOrOffline(string? arrivals, int budget)
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.1-8b", Gpu = "h100-sxm", Arrivals = arrivals, Rate = null }).Inputs;

        Assert.That(inputs.TokenBudget, Is.EqualTo(budget));
    }

    [Test]
    public void ABatchAboveTheDefaultTokenBudgetRaisesIt()
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.2-1b", Gpu = "l40s", Batch = 3_000 }).Inputs;

        Assert.That(inputs.TokenBudget, Is.EqualTo(3_000));
    }

    [Test]
    public void ABatchAboveATokenBudgetThatWasGivenIsAMistake() =>
        Assert.That(
            () => A.Resolver().Plan(new Scenario { Batch = 300, TokenBudget = 256 }),
            Throws.TypeOf<UsageException>().With.Message.Contains("--batch 300 is above --token-budget 256"));

    [Test]
    public void WithARateTheBatchIsOnlyTheCap()
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.1-8b", Gpu = "h100-sxm", Rate = 3 }).Inputs;

        Assert.That((inputs.Arrivals, inputs.Concurrency, inputs.Batch, inputs.Requests), Is.EqualTo(("poisson", (int?)null, (int?)1_024, (long?)2_000)));
    }

    [TestCase(8, 200)]
    [TestCase(64, 640)]
    public void WithoutRateOrConcurrencyTheBatchIsTheUsers(int batch, int requests)
    {
        PointInputs inputs = A.Resolver().Plan(A.LinearScenario() with { Batch = batch }).Inputs;

        Assert.That((inputs.Arrivals, inputs.Concurrency, inputs.Requests), Is.EqualTo(("closed-loop", (int?)batch, (long?)requests)));
    }

    [Test]
    public void AConcurrencyLeavesTheBatchAtTheEnginesDefault()
    {
        PointInputs inputs = A.Resolver().Plan(new Scenario { Model = "llama-3.1-8b", Gpu = "h100-sxm", Concurrency = 5 }).Inputs;

        Assert.That((inputs.Concurrency, inputs.Batch), Is.EqualTo(((int?)5, (int?)1_024)));
    }

    [Test]
    public void ATimedTraceArrivesAsRecorded()
    {
        ScenarioPlan plan = A.Resolver(("t.csv", "arrival_seconds,input_tokens,output_tokens\n0,10,5\n2,10,5\n3,10,5\n"))
            .Plan(A.LinearScenario() with { Workload = "t.csv", InputTokens = null, OutputTokens = null });

        Assert.That((plan.Inputs.Arrivals, plan.Inputs.Requests, plan.Workload!.IsOpenLoop), Is.EqualTo(("trace", (long?)3, true)));
    }

    [Test]
    public void RequestsTakesTheFirstOfATrace()
    {
        ScenarioPlan plan = A.Resolver(("t.csv", "arrival_seconds,input_tokens,output_tokens\n0,10,5\n2,10,5\n3,10,5\n"))
            .Plan(A.LinearScenario() with { Workload = "t.csv", InputTokens = null, OutputTokens = null, Requests = 2 });

        Assert.That(plan.Inputs.Requests, Is.EqualTo(2));
        Assert.That(ScenarioRunner.Run(plan).Report!.Completed, Is.EqualTo(2));
    }

    [Test]
    public void TheContextLimitIsWhatTheKvCacheHoldsIfThatIsLess()
    {
        PointInputs inputs = A.Resolver().Plan(A.LinearScenario() with { KvBlocks = 50 }).Inputs;

        Assert.That(inputs.MaxModelLen, Is.EqualTo(50 * 16));
    }

    [Test]
    public void PointsThatDifferInBatchAndTrafficShareTheTablesOfTheirLayout()
    {
        ScenarioResolver resolver = A.Resolver();
        Scenario scenario = new() { Model = "llama-3.1-8b", Gpu = "h100-sxm", Batch = 8, Rate = 1 };
        object? first = resolver.Plan(scenario).Roofline;

        Assert.That(resolver.Plan(scenario with { Batch = 64, Rate = 5, StreamInterval = 1 }).Roofline, Is.Not.Null.And.SameAs(first));
        Assert.That(resolver.Plan(scenario with { StreamInterval = 10 }).Roofline, Is.Not.SameAs(first), "messages cost a step less");
        Assert.That(resolver.Plan(scenario with { Precision = "fp8" }).Roofline, Is.Not.SameAs(first));
    }

    [Test]
    public void TracesAreLoadedOnceForAllPoints()
    {
        CountingFiles files = new();
        ScenarioResolver resolver = new(files);
        resolver.Check(Enumerable.Range(1, 20).Select(b => A.LinearScenario() with { Workload = "t.csv", InputTokens = null, OutputTokens = null, Batch = b }));

        Assert.That(files.Opened, Is.EqualTo(1));
    }

    [TestCase("rate and concurrency")]
    [TestCase("poisson without a rate")]
    [TestCase("a rate in a closed loop")]
    [TestCase("users with a rate")]
    [TestCase("trace arrivals without a trace")]
    [TestCase("a window of a generated workload")]
    [TestCase("lengths for a trace")]
    [TestCase("linear without blocks")]
    [TestCase("unknown predictor")]
    public void ContradictionsAreMistakes(string what)
    {
        Scenario basis = A.LinearScenario();
        Scenario scenario = what switch
        {
            "rate and concurrency" => basis with { Rate = 1, Concurrency = 1 },
            "poisson without a rate" => basis with { Arrivals = "poisson" },
            "a rate in a closed loop" => basis with { Arrivals = "closed-loop", Rate = 1 },
            "users with a rate" => basis with { Arrivals = "constant", Rate = 1, ThinkTime = 2 },
            "trace arrivals without a trace" => basis with { Arrivals = "trace" },
            "a window of a generated workload" => basis with { Window = "10" },
            "lengths for a trace" => basis with { Workload = "t.csv" },
            "linear without blocks" => basis with { KvBlocks = null },
            _ => basis with { Predictor = new PredictorChoice { Kind = "oracle" } },
        };

        Assert.That(
            () => A.Resolver(("t.csv", "arrival_seconds,input_tokens,output_tokens\n0,10,5\n")).Plan(scenario),
            Throws.TypeOf<UsageException>());
    }

    [Test]
    public void APlanThatDoesNotFitSaysTheArithmetic()
    {
        ScenarioPlan plan = A.Resolver().Plan(new Scenario { Model = "llama-3.1-405b", Gpu = "h100-sxm", Tp = 1 });

        Assert.That(plan.Status, Is.EqualTo(PointStatus.Infeasible));
        Assert.That(plan.Reason, Does.Contain("does not fit").And.Contain("GB"));
        Assert.That(plan.Workload, Is.Null);
    }

    private sealed class CountingFiles : IFileSource
    {
        public int Opened { get; private set; }

        public Stream OpenRead(string path)
        {
            Opened++;
            return path == "t.csv"
                ? new MemoryStream("arrival_seconds,input_tokens,output_tokens\n0,10,5\n1,10,5\n"u8.ToArray())
                : throw new InvalidConfigurationException(path);
        }
    }
}
