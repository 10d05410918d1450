using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>One published column: its name and how its value is found.</summary>
/// <param name="Name">Name in the header, <c>snake_case</c> with its unit.</param>
/// <param name="Value">
/// The value of a row: a <see cref="string"/>, a <see cref="long"/>, a finite <see cref="double"/>, or <c>null</c> where it does not
/// apply.
/// </param>
public sealed record ResultColumn(string Name, Func<PointResult, object?> Value);
