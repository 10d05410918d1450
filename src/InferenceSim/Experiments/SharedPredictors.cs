using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>
/// The predictors of one experiment, one for each layout: their tables fill as steps are priced, and points that differ only in batch,
/// traffic or policy fill the same ones. Safe for several threads.
/// </summary>
internal sealed class SharedPredictors
{
    private readonly ConcurrentDictionary<Key, Lazy<RooflinePredictor>> _byLayout = new();

    /// <summary>The predictor of <paramref name="layout"/>.</summary>
    public RooflinePredictor Of(ServingLayout layout) =>
        _byLayout.GetOrAdd(Key.Of(layout), static (_, l) => new(() => new RooflinePredictor(l)), layout).Value;

    /// <summary>
    /// A layout, whose large parts are compared by what they are and not by what they say: an experiment reads each of them once, and their
    /// many figures would cost more to compare than a cheap point to play. Host terms are few, and each point derives its own.
    /// </summary>
    private readonly record struct Key(ServingLayout Rest, Identity Model, Identity Accelerator)
    {
        public static Key Of(ServingLayout layout) => new(
            layout with { Model = null!, Accelerator = null! }, new(layout.Model), new(layout.Accelerator));
    }

    private readonly struct Identity(object of) : IEquatable<Identity>
    {
        private readonly object _of = of;

        public bool Equals(Identity other) => ReferenceEquals(_of, other._of);

        public override bool Equals(object? obj) => obj is Identity other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_of);
    }
}
