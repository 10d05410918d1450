using InferenceSim.Workloads;

namespace InferenceSim.KvCache;

/// <summary>
/// The content hash of full blocks: of everything up to the block's end, so equal text behind a different prefix never matches. Tokens
/// are given by stream and position, and every segment begins its stream anew, so a prefix is told by the chain of its segments and how
/// far it reaches into the last one: a block costs one round of mixing that depends on no other block.
/// 64 bits: among ten million blocks the chance of any false match is about 3 in a million.
/// </summary>
internal static class ContentHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Extends the hashes of <paramref name="table"/> to all full blocks among the first <paramref name="knownTokens"/> tokens of a request.</summary>
    public static void Extend(BlockTable table, in Request request, int knownTokens, int blockSize)
    {
        int full = knownTokens / blockSize;
        if (table.HashCount >= full)
        {
            return;
        }

        Span<ulong> hashes = table.HashesTo(full);
        int block = table.HashCount;
        ContentPosition position = table.HashPosition;
        while (block < full)
        {
            (ulong stream, long tokens) = SegmentAt(request, position.Segment);
            ulong key = Mix(position.Prefix ^ stream);
            long segmentEnd = position.Start + tokens;
            long firstEnd = (block + 1L) * blockSize;
            int inSegment = (int)Math.Min(full - block, firstEnd > segmentEnd ? 0 : ((segmentEnd - firstEnd) / blockSize) + 1);
            ulong step = Golden * (ulong)blockSize;
            ulong input = key + (Golden * (ulong)(firstEnd - position.Start));
            for (int i = 0; i < inSegment; i++, input += step)
            {
                hashes[block + i] = NotZero(Mix(input));
            }

            block += inSegment;
            if (block < full)
            {
                position = new ContentPosition(position.Segment + 1, (int)segmentEnd, Mix(key + (Golden * (ulong)tokens)));
            }
        }

        table.SetHashed(full, position);
    }

    /// <summary>A segment of what a sequence consists of: its prompt, and then, without end, its answer.</summary>
    private static (ulong Stream, long Tokens) SegmentAt(in Request request, int segment)
    {
        if (request.Content is { } content)
        {
            return segment < content.Length
                ? (content[segment].Stream, content[segment].Tokens)
                : (TokenStreams.Output(request.Index), int.MaxValue);
        }

        return segment == 0 ? (TokenStreams.Unique(request.Index), request.PromptTokens) : (TokenStreams.Output(request.Index), int.MaxValue);
    }

    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash; // 0 means "no content" in the index

    // SplitMix64's finalizer (Stafford's variant 13).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
