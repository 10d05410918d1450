namespace InferenceSim.Scheduling;

/// <summary>Host memory to which a preempted sequence's blocks are moved, to be brought back before it goes on.</summary>
/// <param name="Blocks">Blocks that it holds; a sequence that finds no room is computed again.</param>
/// <param name="PicosecondsPerBlock">Time of moving a block either way, in which no step runs.</param>
/// <param name="BytesPerBlock">Bytes of a block, of all accelerators together.</param>
public sealed record HostSwap(int Blocks, long PicosecondsPerBlock, long BytesPerBlock);
