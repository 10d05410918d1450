using InferenceSim.Serving;

namespace InferenceSim.Tests.Golden;

/// <summary>
/// Our engine against recordings of vLLM's own scheduler: every decision of every step, to the last integer. In step mode block ids
/// included; in leap mode all but those.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
public sealed class GoldenTests
{
    public static IEnumerable<TestCaseData> Scenarios()
    {
        string folder = Environment.GetEnvironmentVariable("INFERENCESIM_GOLDEN_DIR") ?? Path.Combine(Repository.Root, "tests", "InferenceSim.Tests", "Golden");
        foreach (string path in GoldenScenario.PathsIn(folder))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            yield return new TestCaseData(path, EngineMode.Step).SetArgDisplayNames(name, "step");
            yield return new TestCaseData(path, EngineMode.Leap).SetArgDisplayNames(name, "leap");
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    public void DecidesAsVllmDid(string path, EngineMode mode)
    {
        GoldenScenario scenario = new(path);
        GoldenRecorder recorder = new(scenario.Config.BlockSize, scenario.Config.PipelineParallelSize);
        Replica replica = new(scenario.Options, scenario.Predictor, mode) { Observer = recorder };
        SortedDictionary<int, string> results = [];
        SimulationReport report = SimulationRun.Execute(
            new GoldenSource(scenario), replica, new RunOptions { OnRequest = o => results.Add(o.Request.Index, GoldenRecorder.Result(o.Sequence!.Value)) });
        Console.WriteLine($"{scenario.Name}: {report.Steps} steps, {report.Preemptions} preemptions");

        using (Assert.EnterMultipleScope())
        {
            CompareSteps(scenario.Lines("steps.csv")!, recorder.Steps, mode);
            Compare("batches.csv", scenario.Lines("batches.csv")!, recorder.Batches);
            Compare("prefills.csv", scenario.Lines("prefills.csv")!, recorder.Prefills);
            Compare("results.csv", scenario.Lines("results.csv")!, [.. results.Values]);
            if (mode == EngineMode.Step && scenario.Lines("blocks.csv") is { } blocks)
            {
                Compare("blocks.csv", blocks, recorder.Blocks);
            }
        }

        CheckTotals(scenario, report, replica);
    }

    private static void CheckTotals(GoldenScenario scenario, SimulationReport report, Replica replica)
    {
        GoldenTotals totals = scenario.Config.Totals;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Completed, Is.EqualTo(totals.Requests));
            Assert.That(replica.Now.Picoseconds, Is.EqualTo(totals.EndPs));
            Assert.That(report.ComputedTokens, Is.EqualTo(totals.ScheduledTokens));
            Assert.That(report.OutputTokens, Is.EqualTo(totals.OutputTokens));
            Assert.That(report.Preemptions, Is.EqualTo(totals.Preemptions));
            Assert.That(report.CachedPromptTokens, Is.EqualTo(totals.CachedTokensFirstAdmission));
            Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
            Assert.That(replica.State.Cache.Pool.Used, Is.Zero, "blocks leaked");
        }

        replica.State.Cache.Pool.CheckIntegrity();
    }

    /// <summary>Leap mode owes no block ids.</summary>
    private static void CompareSteps(string[] expected, List<string> actual, EngineMode mode)
    {
        bool withBlocks = mode == EngineMode.Step;
        Compare("steps.csv", [.. expected.Select(l => Row(l, withBlocks))], [.. actual.Select(l => Row(l, withBlocks))]);
    }

    private static string Row(string line, bool withBlocks) => withBlocks ? line : line[..line.LastIndexOf(',')];

    private static void Compare(string table, string[] expected, List<string> actual)
    {
        for (int i = 0; i < Math.Min(expected.Length, actual.Count); i++)
        {
            if (expected[i] != actual[i])
            {
                Assert.Fail($"{table} row {i + 1}:\n expected {expected[i]}\n actual   {actual[i]}");
                return;
            }
        }

        Assert.That(actual, Has.Count.EqualTo(expected.Length), $"rows of {table}");
    }
}
