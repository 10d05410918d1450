using System.Collections.Concurrent;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>
/// The predictors of one experiment, one for each layout: their tables fill as steps are priced, and points that differ only in batch,
/// traffic or policy fill the same ones. Safe for several threads.
/// </summary>
internal sealed class SharedPredictors
{
    // Names are cheaper to compare than what they stand for, and stand for the same thing throughout an experiment.
    private readonly ConcurrentDictionary<Key, Lazy<RooflinePredictor>> _byLayout = new();

    /// <summary>
    /// The predictor of <paramref name="layout"/>, whose model, accelerator and host terms <paramref name="scenario"/> names, or the engine.
    /// </summary>
    public RooflinePredictor Of(Scenario scenario, ServingLayout layout, string engine) => _byLayout.GetOrAdd(
        new Key(scenario.Model!, scenario.Gpu!, engine, scenario.Host, layout.WeightFormat, layout.KvFormat, layout.TensorParallel),
        static (_, l) => new(() => new RooflinePredictor(l)),
        layout).Value;

    private readonly record struct Key(
        string Model, string Gpu, string Engine, string? Host, NumberFormat Weights, NumberFormat Kv, int TensorParallel);
}
