using InferenceSim.Models;

namespace InferenceSim.Experiments;

/// <summary>Number formats as users and files write them.</summary>
internal static class NumberFormats
{
    /// <summary>The format called <paramref name="name"/>.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static NumberFormat Parse(string name) => Enum.TryParse(name, ignoreCase: true, out NumberFormat format) && Name(format) == name
        ? format
        : throw new UsageException($"'{name}' is no number format: bf16, fp16, fp8, int8, int4, fp4 or mxfp4 is expected");

    /// <summary>How it is written.</summary>
    public static string Name(NumberFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>The format in which a model's weights are published; bf16 where the catalog has it in words that are no format.</summary>
    public static NumberFormat Native(ModelArchitecture model) =>
        Enum.TryParse(model.NativePrecision, ignoreCase: true, out NumberFormat format) && Enum.IsDefined(format) ? format : NumberFormat.Bf16;
}
