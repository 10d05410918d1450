using System.Globalization;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Capacity;

namespace InferenceSim.Cli.Output;

/// <summary>Says in words what a search for capacity found.</summary>
internal static class CapacitySentence
{
    /// <summary>The answer, what limits it, and how it was found.</summary>
    public static string Of(PointResult row)
    {
        CapacityFinding found = row.Capacity!;
        PointInputs inputs = row.Inputs;
        string setup = inputs.Gpu is null
            ? "The linear predictor"
            : string.Join(' ', new[] { $"{inputs.Gpus} x {inputs.Gpu}", inputs.WeightPrecision, inputs.Replicas > 1 ? $"({inputs.Replicas} replicas of {inputs.Tp})" : null }.OfType<string>());
        string effort = string.Create(CultureInfo.InvariantCulture, $" ({found.Simulations} simulations)");
        return found.Answer switch
        {
            CapacityAnswer.Found when found.RequestsPerSecond is double rate => string.Create(
                CultureInfo.InvariantCulture,
                $"{setup} takes {rate} requests/s; at {found.FailsAtRequestsPerSecond}: {found.FailsBecause}{effort}.{Luck(found)}"),
            CapacityAnswer.Found => string.Create(
                CultureInfo.InvariantCulture,
                $"{setup} takes {inputs.RequestsPerSecond} requests/s{(found.FailsAtGpus is int fewer ? $"; {fewer} do not: {found.FailsBecause}" : "")}{effort}."),
            CapacityAnswer.Unbounded => string.Create(
                CultureInfo.InvariantCulture,
                $"{setup}: every rate that was tried, up to {inputs.RequestsPerSecond} requests/s, meets the limits; more --requests may show one that does not{effort}."),
            _ => $"{setup}: nothing meets the limits: {found.FailsBecause}{effort}.",
        };
    }

    private static string Luck(CapacityFinding found) => found.Monotone == false
        ? " Some rate above that was tried meets the limits again: within that range it is a matter of luck; more --requests or --replications tell."
        : "";
}
