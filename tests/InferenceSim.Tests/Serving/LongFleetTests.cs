using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Serving;

/// <summary>Sums over many replicas, which together work longer than a simulated clock can tell.</summary>
public sealed class LongFleetTests
{
    [TestCase(EngineMode.Leap)]
    [TestCase(EngineMode.Step)]
    public void ReplicasMayBeBusyLongerTogetherThanAnyClockRuns(EngineMode mode)
    {
        const int Replicas = 3;
        const int Steps = 1_000;
        const double StepSeconds = 8_000; // each is busy for 92 days
        LinearPredictor predictor = new((long)(StepSeconds * 1e12), 0, 0, 0);
        GeneratedWorkload workload = GeneratedWorkload.Create(
            "months", WorkloadSpec.OfLengths(new FixedLength(10), new FixedLength(Steps)), ArrivalSpec.AllAtOnce(), Replicas, seed: 1, 4096);
        SimulationReport report = SimulationRun.Execute(
            workload,
            new DeploymentOptions { Groups = [new ReplicaGroup { Engine = A.Engine(blocks: 2_000, maxModelLength: 4096), Predictor = predictor, Replicas = Replicas }] },
            new RunOptions { Mode = mode });
        Assert.That(report.Completed, Is.EqualTo(Replicas));
        Assert.That(report.BusyTime.Seconds, Is.EqualTo(Replicas * Steps * StepSeconds));
        Assert.That(report.BusyFraction, Is.EqualTo(1));
        Assert.That(report.PrefillTime.Seconds, Is.EqualTo(Replicas * StepSeconds));
        Assert.That(report.DecodeTime.Seconds, Is.EqualTo(Replicas * (Steps - 1) * StepSeconds));
    }
}
