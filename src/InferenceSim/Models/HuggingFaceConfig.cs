using InferenceSim.Simulation;

namespace InferenceSim.Models;

/// <summary>
/// Reads a model's <c>config.json</c> as it is downloaded from Hugging Face. Keys that say nothing about shape are ignored, rotary
/// scaling among them: the longest context is <c>max_position_embeddings</c>. Parameters are counted from the dimensions.
/// </summary>
public static class HuggingFaceConfig
{
    private const int MostLayers = 10_000;
    private const double MostParameters = 1e17;

    /// <summary>The families that are read, by name.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. HuggingFaceFamily.All.Select(family => family.Name)];

    /// <summary>Reads one model. Of a multi-modal model the text part is read.</summary>
    /// <param name="json">The file's bytes; read to the end, not closed.</param>
    /// <param name="sourceName">The file's name for messages; the model is named after it, or after its folder if it is called <c>config.json</c>.</param>
    /// <exception cref="InvalidConfigurationException">Not JSON, not a known family, a missing or impossible value; all faults are named.</exception>
    public static ModelArchitecture Read(Stream json, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(sourceName);
        HuggingFaceKeys file = HuggingFaceKeys.Parse(json, sourceName);
        HuggingFaceFamily family = FindFamily(file, sourceName);
        HuggingFaceKeys keys = file.Inside("text_config") ?? file;

        ModelArchitecture common = ReadCommon(keys, family, NameOf(file, sourceName), sourceName);
        ModelArchitecture model = family.Complete(keys, common);
        Check(keys, model);
        keys.ThrowIfFaulty();
        return model with { TotalParameters = ParameterCount.Total(model), ActiveParameters = ParameterCount.Active(model) };
    }

    private static HuggingFaceFamily FindFamily(HuggingFaceKeys file, string sourceName)
    {
        // A wrapper that is not known itself (a fine-tune's own class) may still hold a known text model.
        string? type = file.Text("model_type");
        string? textType = file.Inside("text_config")?.Text("model_type");
        IReadOnlyList<string> architectures = file.Texts("architectures") ?? [];
        file.ThrowIfFaulty();
        HuggingFaceFamily? family =
            HuggingFaceFamily.All.FirstOrDefault(f => f.ModelTypes.Contains(textType))
            ?? HuggingFaceFamily.All.FirstOrDefault(f => f.ModelTypes.Contains(type))
            ?? (type is null ? HuggingFaceFamily.All.FirstOrDefault(f => f.Architectures.Intersect(architectures).Any()) : null);
        if (family is not null)
        {
            return family;
        }

        string supported = string.Join(", ", HuggingFaceFamily.All.SelectMany(f => f.ModelTypes).Order(StringComparer.Ordinal));
        string what = type is not null ? $"'model_type' is '{type}', which is not supported"
            : architectures.Count > 0 ? $"'architectures' is '{string.Join(", ", architectures)}', which is not supported"
            : "'model_type' is missing";
        throw new InvalidConfigurationException($"{sourceName}: {what}; supported model types: {supported}");
    }

    private static ModelArchitecture ReadCommon(HuggingFaceKeys keys, HuggingFaceFamily family, string name, string sourceName)
    {
        int hidden = keys.Needed("hidden_size");
        int heads = family.Heads is { } usualHeads ? keys.Optional("num_attention_heads") ?? usualHeads : keys.Needed("num_attention_heads");
        int layers = keys.Needed("num_hidden_layers", MostLayers);
        bool bias = family.BiasKey is { } biasKey ? keys.Flag(biasKey, family.Bias) : family.Bias;
        (string precision, double? bits) = HuggingFaceQuantization.Read(keys);
        return new ModelArchitecture
        {
            Name = name,
            DisplayName = name,
            Family = family.Name,
            Layers = layers,
            HiddenSize = hidden,
            AttentionHeads = heads,
            KvHeads = keys.Optional("num_key_value_heads") ?? family.KvHeads ?? heads,
            HeadDim = keys.Optional("head_dim") ?? family.HeadDim ?? HeadDimOf(keys, hidden, heads),
            IntermediateSize = keys.Needed(family.WidthKey),
            GatedMlp = true,
            VocabularySize = family.Vocabulary is { } usual ? keys.Optional("vocab_size") ?? usual : keys.Needed("vocab_size"),
            TiedEmbeddings = keys.Flag("tie_word_embeddings", family.Tied),
            QkvBias = bias,
            OutputBias = bias && family.BiasOnOutput,
            MlpBias = keys.Flag("mlp_bias", family.MlpBias),
            QkNorm = family.QkNorm,
            NormsPerLayer = family.Norms,
            Attention = AttentionKind.Grouped,
            FullAttentionLayers = layers,
            SlidingAttentionLayers = 0,
            MaxContext = family.MaxContext is { } longest
                ? keys.Optional("max_position_embeddings") ?? longest
                : keys.Needed("max_position_embeddings"),
            NativePrecision = precision,
            NativeWeightBits = bits,
            TotalParameters = 0,
            ActiveParameters = 0,
            ParametersCounted = true,
            Source = $"{sourceName} (Hugging Face config.json)",
        };
    }

    private static int HeadDimOf(HuggingFaceKeys keys, int hidden, int heads)
    {
        if (!keys.Faulty && hidden % heads != 0)
        {
            keys.Note("num_attention_heads", $"is {heads}; without 'head_dim' it must divide hidden_size = {hidden}");
        }

        return Math.Max(1, hidden / heads);
    }

    /// <summary>Dimensions that contradict each other; only looked for when each is well formed.</summary>
    private static void Check(HuggingFaceKeys keys, ModelArchitecture model)
    {
        if (keys.Faulty)
        {
            return;
        }

        if (model.AttentionHeads % model.KvHeads != 0)
        {
            keys.Note("num_key_value_heads", $"is {model.KvHeads}; it must divide num_attention_heads = {model.AttentionHeads}");
        }

        // Rough and from above: it only keeps the exact count within 64 bits.
        double widest = Math.Max(model.IntermediateSize ?? 0, (double)(model.Experts?.Experts ?? 0) * (model.Experts?.IntermediateSize ?? 0));
        double attention = ((double)model.AttentionHeads + (2.0 * model.KvHeads)) * model.HeadDim;
        if (model.HiddenSize * ((model.Layers * (attention + widest)) + model.VocabularySize) > MostParameters)
        {
            keys.Note("hidden_size", $"is {model.HiddenSize}; with the other dimensions that makes more than 10^17 parameters");
        }

        if (model.Experts is { } experts && experts.ExpertsPerToken > experts.Experts)
        {
            keys.Note("num_experts_per_tok", $"is {experts.ExpertsPerToken}; there are {experts.Experts} experts");
        }
    }

    private static string NameOf(HuggingFaceKeys file, string sourceName)
    {
        string[] parts = sourceName.Split('/', '\\');
        string fileName = parts[^1].EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? parts[^1][..^5] : parts[^1];
        if (fileName.Length > 0 && !fileName.Equals("config", StringComparison.OrdinalIgnoreCase))
        {
            return fileName;
        }

        string folder = parts.Length > 1 ? parts[^2] : "";
        string given = file.Text("_name_or_path")?.TrimEnd('/').Split('/')[^1] ?? "";
        return folder is not ("" or "." or "..") ? folder : given.Length > 0 ? given : "config";
    }
}
