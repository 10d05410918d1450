using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>
/// Prices against published measurements of vLLM on H100, with the batch in closed form. A simulation plays arrivals and queues itself;
/// these rows watch that a change of the profiles does not lose what they were checked on.
/// </summary>
internal sealed class MeasuredStepTests
{
    // InferenceX through aiconfigurator's silicon_sample.csv @095f58a, 2025-10-29: Llama-3.3-70B fp8, vLLM, users in a closed loop.
    private static readonly (int Tp, int Users, int Input, int Output, double TpotMs)[] s_closedLoop =
    [
        (2, 4, 1024, 1024, 17.4072), (2, 16, 1024, 1024, 19.74), (2, 32, 1024, 1024, 23.5381), (2, 8, 8192, 1024, 25.0137),
        (2, 8, 1024, 8192, 19.1941), (4, 8, 1024, 1024, 12.1105), (4, 32, 1024, 1024, 16.4915), (4, 16, 8192, 1024, 21.0641),
        (4, 64, 8192, 1024, 53.4947), (8, 4, 1024, 1024, 9.11389), (8, 64, 1024, 1024, 15.455), (8, 32, 8192, 1024, 21.6121),
    ];

    // ML.ENERGY leaderboard, 2026-02-16: vLLM, bf16, GPQA (long outputs, few arrivals), median ITL. Prompts are not published: 300
    // tokens are assumed, and sequences weighted by their remaining life are 0.6 of the mean output in.
    private static readonly (string Model, int Tp, int Batch, int Output, double ItlMs)[] s_longOutputs =
    [
        ("qwen3-8b", 1, 8, 7854, 9.7), ("qwen3-8b", 1, 64, 8367, 26.64), ("qwen3-14b", 1, 16, 7432, 17.34),
        ("qwen3-14b", 1, 64, 6711, 28.07), ("qwen3-32b", 2, 8, 6936, 16.72), ("qwen3-32b", 2, 64, 7058, 32.28),
    ];

    [Test]
    public void ClosedLoopTpotOfLlama70BIsWithinTenPercentInTheMean()
    {
        double[] errors = [.. s_closedLoop.Select(row => Math.Abs((ClosedLoopMs(row.Tp, row.Users, row.Input, row.Output) / row.TpotMs) - 1))];
        Assert.That(errors.Average(), Is.LessThan(0.10), string.Join(" ", errors.Select(e => e.ToString("P0", null))));
        Assert.That(errors, Is.All.LessThan(0.20));
    }

    [Test]
    public void InterTokenLatencyOfLongOutputsIsWithinTenPercentInTheMean()
    {
        double[] errors =
        [
            .. s_longOutputs.Select(row =>
            {
                var predictor = new RooflinePredictor(A.Layout(row.Model, tp: row.Tp));
                long context = row.Batch * (300 + (long)(0.6 * row.Output));
                return Math.Abs((A.Decode(predictor, row.Batch, context).Picoseconds / 1e9 / row.ItlMs) - 1);
            }),
        ];
        Assert.That(errors.Average(), Is.LessThan(0.10), string.Join(" ", errors.Select(e => e.ToString("P0", null))));
        Assert.That(errors, Is.All.LessThan(0.15));
    }

    [Test]
    public void EveryAcceleratorPricesAStep()
    {
        foreach (string name in AcceleratorCatalog.Names)
        {
            StepCost cost = A.Decode(new RooflinePredictor(A.Layout("llama-3.2-1b", name)), 4, 4000);
            Accelerator accelerator = AcceleratorCatalog.Find(name);
            double floor = cost.Bytes / accelerator.MemoryBandwidthBytesPerSecond;
            Assert.That(cost.Picoseconds / 1e12, Is.GreaterThan(floor).And.LessThan(1), $"{name}: {cost.Picoseconds / 1e9} ms");
        }
    }

    // In a full closed loop every sequence's output takes one prefill of each of the others'.
    private static double ClosedLoopMs(int tp, int users, int input, int output)
    {
        // Lengths are nominal; drawn uniformly from 0.8 to 1 of them.
        input = input * 9 / 10;
        output = output * 9 / 10;
        var predictor = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: tp, weights: NumberFormat.Fp8));
        var mixed = new BatchShape
        {
            Prefill = new[] { new PrefillChunk(input, 0, true) },
            DecodeSequences = users,
            DecodeContextSum = users * (input + (output / 2L)),
        };
        double decode = predictor.Price(mixed.DecodeOnly).Picoseconds;
        double interference = predictor.Price(mixed).Picoseconds - decode;
        return (decode + (interference * (users - 1) / output)) / 1e9;
    }
}
