using System.Text.Json.Serialization;

namespace InferenceSim.Economics.Costs;

/// <summary>How accelerators are rented.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RentalTerm>))]
public enum RentalTerm
{
    /// <summary>By the hour, without commitment.</summary>
    [JsonStringEnumMemberName("on_demand")]
    OnDemand,

    /// <summary>For a contract's term.</summary>
    [JsonStringEnumMemberName("reserved")]
    Reserved,

    /// <summary>By the hour, to be given back when the owner wants.</summary>
    [JsonStringEnumMemberName("spot")]
    Spot,
}
