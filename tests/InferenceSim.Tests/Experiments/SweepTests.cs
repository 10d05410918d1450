using System.Text;
using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>The grid of a sweep and how its points are run.</summary>
public class SweepTests
{
    [Test]
    public void AxesNestInOneOrderHoweverTheyAreGivenAndBatchChangesFastest()
    {
        SweepGrid grid = SweepGrid.Create(new Scenario(), [Axis("batch", "1", "2"), Axis("seed", "7", "8"), Axis("gpu", "a", "b")]);

        Assert.That(
            grid.Points.Select(p => $"{p.Gpu}{p.Seed}{p.Batch}"),
            Is.EqualTo(["a71", "a72", "a81", "a82", "b71", "b72", "b81", "b82"]));
        Assert.That(grid.Axes.Select(a => a.Field.Name), Is.EqualTo(["gpu", "seed", "batch"]));
    }

    [Test]
    public void RowsComeInTheOrderOfThePointsThoughTheyFinishInAnother()
    {
        // The first point waits until another one is done.
        using ManualResetEventSlim otherDone = new();
        bool several = Environment.ProcessorCount > 1;
        SweepRunner runner = new((point, token) =>
        {
            if (point.Batch == 1 && several)
            {
                otherDone.Wait(TimeSpan.FromSeconds(30), token);
            }
            else
            {
                otherDone.Set();
            }

            return A.Point("g", point.Batch!.Value);
        });
        List<int> batches = [];
        runner.Run(Points(20), r => batches.Add(r.Inputs.Batch!.Value));

        Assert.That(batches, Is.EqualTo(Enumerable.Range(1, 20)));
    }

    [Test]
    public void AFailingPointIsARow()
    {
        SweepRunner runner = new((point, _) => point.Batch switch
        {
            2 => throw new InvalidConfigurationException("the file is wrong"),
            3 => throw new InvalidOperationException("a bug"),
            int batch => A.Point("g", batch),
            null => throw new AssertionException("every point has a batch"),
        });
        List<PointResult> rows = [];
        runner.Run(Points(4), rows.Add);

        Assert.That(rows.Select(r => r.Status), Is.EqualTo([PointStatus.Ok, PointStatus.Error, PointStatus.Error, PointStatus.Ok]));
        Assert.That(rows[1].Reason, Is.EqualTo("the file is wrong"));
        Assert.That(rows[2].Reason, Does.Contain("a bug"));
    }

    [Test]
    public void WhatWasFinishedWhenItIsCancelledIsHandedOver()
    {
        using CancellationTokenSource source = new();
        SweepRunner runner = new((point, token) =>
        {
            if (point.Batch == 5)
            {
                source.Cancel();
                token.ThrowIfCancellationRequested();
            }

            return A.Point("g", point.Batch!.Value);
        });
        List<int> batches = [];

        Assert.That(
            () => runner.Run(Points(1000), r => batches.Add(r.Inputs.Batch!.Value), null, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(batches, Is.SupersetOf(new[] { 1, 2, 3 }).And.Not.Contain(5).And.Ordered);
        Assert.That(batches, Has.Count.LessThan(1000));
    }

    [Test]
    public void AFailureToWriteIsNotTakenForAFailingPoint()
    {
        SweepRunner runner = new((point, _) => A.Point("g", point.Batch!.Value));

        Assert.That(() => runner.Run(Points(10), _ => throw new IOException("disk full")), Throws.TypeOf<IOException>());
    }

    [Test]
    public void PointsSeeTheSameRequests()
    {
        ScenarioResolver resolver = A.Resolver();
        PointResult one = ScenarioRunner.Run(resolver.Plan(A.LinearScenario() with { InputTokens = "lognormal:4:1", Rate = 10, Requests = 100, Batch = 1 }));
        PointResult many = ScenarioRunner.Run(resolver.Plan(A.LinearScenario() with { InputTokens = "lognormal:4:1", Rate = 10, Requests = 100, Batch = 50 }));

        Assert.That(many.Report!.PromptTokens, Is.EqualTo(one.Report!.PromptTokens));
    }

    [Test]
    public void ARunIsTheSameEveryTime()
    {
        string first = Csv();
        Assert.That(Csv(), Is.EqualTo(first));

        static string Csv()
        {
            using MemoryStream stream = new();
            using (ResultCsv csv = new(stream))
            {
                csv.Write(ScenarioRunner.Run(A.Resolver().Plan(A.LinearScenario() with { Rate = 50, Requests = 300 })));
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Test]
    public void TheBytesDoNotDependOnTheNumberOfThreads([Values(1, 2, 7)] int threads, [Values] bool linear)
    {
        // Points share workloads, and those of one accelerator the tables of its predictor.
        Scenario basis = linear
            ? A.LinearScenario() with { Requests = 60, InputTokens = "lognormal:4:1" }
            : new Scenario { Model = "llama-3.1-8b", Requests = 60 };
        SweepGrid grid = SweepGrid.Create(
            basis,
            [Axis("replications", "1", "3"), Axis("rate", "10", "50", "90"), Axis("batch", "1", "2", "8", "16"), .. linear ? [] : (SweepAxis[])[Axis("gpu", "l40s", "h100-sxm")]]);
        ScenarioResolver resolver = A.Resolver();
        byte[] ordered = Csv(csv =>
        {
            foreach (Scenario point in grid.Points)
            {
                PointResult[] runs =
                    [.. Enumerable.Range(0, point.Replications!.Value).Select(k => ScenarioRunner.Run(resolver.Plan(point with { Replication = k })))];
                csv.Write(runs.Length == 1 ? runs[0] : ReplicatedPoint.Of(runs));
            }
        });

        ScenarioResolver other = A.Resolver();
        byte[] parallel = Csv(csv => new SweepRunner((point, token) => ScenarioRunner.Run(other.Plan(point), token), threads).Run(grid.Points, csv.Write));
        Assert.That(parallel, Is.EqualTo(ordered));

        static byte[] Csv(Action<ResultCsv> write)
        {
            using MemoryStream stream = new();
            using (ResultCsv csv = new(stream))
            {
                write(csv);
            }

            return stream.ToArray();
        }
    }

    [Test]
    public void TheIdentityOfASweepIsThatOfItsRows()
    {
        const string one = """{"description": "a", "source": "b", "prompt_tokens": "20", "output_tokens": "5"}""";
        string two = one.Replace("20", "21", StringComparison.Ordinal);
        Scenario basis = A.LinearScenario() with { Seed = 4, Workload = "w.json" };
        string identity = Identity(basis, one, Axis("batch", "1", "2"));

        Assert.That(Identity(basis with { EngineMode = "step" }, one, Axis("batch", "1", "2")), Is.EqualTo(identity));
        Assert.That(Identity(basis with { Seed = null }, one, Axis("seed", "4"), Axis("batch", "1", "2")), Is.EqualTo(identity), "a flag is as good as the file");
        Assert.That(Identity(basis, two, Axis("batch", "1", "2")), Is.Not.EqualTo(identity), "the content of a file counts");
        Assert.That(Identity(basis, one, Axis("batch", "1", "3")), Is.Not.EqualTo(identity));
        Assert.That(Identity(basis with { Price = 2 }, one, Axis("batch", "1", "2")), Is.Not.EqualTo(identity));
        Assert.That(Identity(basis with { Predictor = basis.Predictor! with { BasePs = 7 } }, one, Axis("batch", "1", "2")), Is.Not.EqualTo(identity));
        Scenario grouped = basis with { Groups = [new GroupChoice("fast", 2, [(ScenarioFields.Find("gpu"), "h200-sxm")])] };
        Assert.That(Identity(grouped, one, Axis("batch", "1", "2")), Is.Not.EqualTo(identity));
        Assert.That(
            Identity(grouped with { Groups = [grouped.Groups![0] with { Fields = [(ScenarioFields.Find("gpu"), "l40s")] }] }, one, Axis("batch", "1", "2")),
            Is.Not.EqualTo(Identity(grouped, one, Axis("batch", "1", "2"))));

        static string Identity(Scenario basis, string workload, params SweepAxis[] axes) =>
            SweepIdentity.Of(SweepGrid.Create(basis, axes), A.Files(("w.json", workload)), ["w.json"]);
    }

    private static Scenario[] Points(int count) => [.. Enumerable.Range(1, count).Select(b => new Scenario { Batch = b })];

    private static SweepAxis Axis(string name, params string[] values) => new(ScenarioFields.Find(name), values);
}
