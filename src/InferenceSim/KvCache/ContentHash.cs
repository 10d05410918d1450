using InferenceSim.Workloads;

namespace InferenceSim.KvCache;

/// <summary>
/// The chained content hash of full blocks: hash of (hash of the block before, the tokens of this one), so equal text behind a
/// different prefix never matches. Tokens are given by stream and position, so a block is hashed by its runs, not token by token.
/// 64 bits: among ten million blocks the chance of any false match is about 3 in a million.
/// </summary>
internal static class ContentHash
{
    /// <summary>Extends the hashes of <paramref name="table"/> to all full blocks among the first <paramref name="knownTokens"/> tokens of a request.</summary>
    public static void Extend(BlockTable table, in Request request, int knownTokens, int blockSize)
    {
        int full = knownTokens / blockSize;
        ContentPosition position = table.HashPosition;
        ulong hash = table.HashCount == 0 ? 0 : table.Hash(table.HashCount - 1);
        while (table.HashCount < full)
        {
            hash = HashBlock(hash, request, ref position, blockSize);
            table.AddHash(hash);
        }

        table.HashPosition = position;
    }

    private static ulong HashBlock(ulong previous, in Request request, ref ContentPosition position, int blockSize)
    {
        ulong hash = previous + 0x9E3779B97F4A7C15;
        (int token, int segment, int offset) = position;
        int end = token + blockSize;
        while (token < end)
        {
            ulong stream;
            int available;
            if (token >= request.PromptTokens)
            {
                stream = TokenStreams.Output(request.Index);
                offset = token - request.PromptTokens;
                available = int.MaxValue;
            }
            else if (request.Content is null)
            {
                stream = TokenStreams.Unique(request.Index);
                offset = token;
                available = request.PromptTokens - token;
            }
            else
            {
                PromptSegment current = request.Content[segment];
                stream = current.Stream;
                available = current.Tokens - offset;
            }

            int run = Math.Min(available, end - token);
            hash = Mix(Mix(hash ^ stream) + ((ulong)offset << 32) + (ulong)run);
            token += run;
            offset += run;
            if (run == available)
            {
                segment++;
                offset = 0;
            }
        }

        position = new ContentPosition(token, segment, offset);
        return hash == 0 ? 1 : hash; // 0 means "no content" in the index
    }

    // SplitMix64's finalizer (Stafford's variant 13).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
