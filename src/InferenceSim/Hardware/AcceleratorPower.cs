namespace InferenceSim.Hardware;

/// <summary>Power of one accelerator in watts; <c>null</c> where none is published.</summary>
public sealed record AcceleratorPower
{
    /// <summary>Thermal design power: the default cap.</summary>
    public double? TdpWatts { get; init; }

    /// <summary>Power with nothing open on it.</summary>
    public double? IdleWatts { get; init; }

    /// <summary>Power with a context open and a model loaded, not computing.</summary>
    public double? IdleLoadedWatts { get; init; }

    /// <summary>Provisioned kilowatts per accelerator with its share of host, network and cooling (InferenceX TCO table; includes PUE).</summary>
    public double? AllInKilowatts { get; init; }
}
