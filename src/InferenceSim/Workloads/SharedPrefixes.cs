using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Chooses the shared texts that a prompt begins with. Its tables are made once and shared by all plays.</summary>
internal sealed class SharedPrefixes
{
    // Layer in the upper bits, text in the lower ones, so that texts of different layers are different streams.
    private const int LayerShift = 40;

    private readonly Layer[] _layers;

    public SharedPrefixes(WorkloadSpec spec, ulong seed)
    {
        _layers = [.. spec.SharedPrefixes.Select((layer, i) => new Layer(layer, i, seed))];
    }

    /// <summary>Appends the texts of <paramref name="chooser"/> (a request or session), leaving at least one token of the prompt.</summary>
    /// <returns>The tokens appended.</returns>
    public int AppendTo(List<PromptSegment> content, int chooser, int promptTokens, RandomStream random)
    {
        int room = promptTokens - 1;
        for (int l = 0; l < _layers.Length; l++)
        {
            Layer layer = _layers[l];
            random.Reseed(layer.Key, chooser);
            for (int d = 0; d < layer.Draws; d++)
            {
                int text = layer.Popularity.Sample(random);
                int tokens = Math.Min(room, layer.Tokens[text]);
                if (tokens > 0)
                {
                    content.Add(new PromptSegment(TokenStreams.Shared(((long)l << LayerShift) | (uint)text), tokens));
                    room -= tokens;
                }
            }
        }

        return promptTokens - 1 - room;
    }

    private sealed class Layer
    {
        public Layer(SharedPrefixSpec spec, int number, ulong seed)
        {
            Popularity = new ZipfTable(spec.Count, spec.ZipfExponent);
            Draws = spec.Draws;
            Key = RandomStream.PurposeKey(seed, $"shared-prefix-{number}");
            Tokens = new int[spec.Count];
            ulong lengthKey = RandomStream.PurposeKey(seed, $"shared-prefix-lengths-{number}");
            RandomStream random = new(0);
            for (int i = 0; i < Tokens.Length; i++)
            {
                random.Reseed(lengthKey, i);
                Tokens[i] = spec.Tokens.Sample(random);
            }
        }

        public ZipfTable Popularity { get; }

        public int Draws { get; }

        public ulong Key { get; }

        public int[] Tokens { get; }
    }
}
