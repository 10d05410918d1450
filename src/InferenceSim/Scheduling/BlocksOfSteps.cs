namespace InferenceSim.Scheduling;

/// <summary>The blocks that the members of the decode cohort take in some steps to come, the first of which is step 0.</summary>
/// <param name="Steps">How many steps.</param>
/// <param name="Taken">The blocks taken in them.</param>
/// <param name="Odd">
/// Of the members that take a block once more often than the others, because a round of as many steps as a block has tokens is begun and not
/// ended: the first block of each.
/// </param>
internal readonly record struct BlocksOfSteps(long Steps, BlockSums Taken, BlockSums Odd);
