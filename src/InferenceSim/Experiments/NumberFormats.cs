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
    public static NumberFormat Native(ModelArchitecture model)
    {
        // "fp8 (128x128 blocks)", "int4 experts, bf16 rest": the first word says how most of the weights are stored.
        string word = model.NativePrecision.Split(' ', 2)[0];
        return word switch
        {
            "bfloat16" => NumberFormat.Bf16,
            "float16" => NumberFormat.Fp16,
            _ => Enum.TryParse(word, ignoreCase: true, out NumberFormat format) && Name(format) == word ? format : NumberFormat.Bf16,
        };
    }
}
