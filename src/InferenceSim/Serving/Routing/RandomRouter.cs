using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>
/// Draws <paramref name="choices"/> replicas by chance and takes the one with the fewest unfinished requests: with one choice plain random
/// routing, with two the power of two choices (Mitzenmacher 2001). Draws belong to the request, not to the order of events.
/// </summary>
internal sealed class RandomRouter(FleetLoad load, ulong seed, int choices) : IRouter
{
    private readonly ulong _key = RandomStream.PurposeKey(seed, "router");
    private readonly RandomStream _random = new(0);

    /// <inheritdoc/>
    public bool SeesCaches => false;

    /// <inheritdoc/>
    public int Pick(in Request request, SimTime now)
    {
        if (load.AvailableCount == 0)
        {
            return -1;
        }

        _random.Reseed(_key, request.Index);
        int best = Draw(load.AvailableCount);
        int first = best;
        for (int i = 1; i < choices && load.AvailableCount > 1; i++)
        {
            // A second choice is another replica than the first.
            int other = Draw(load.AvailableCount - 1);
            other += other >= first ? 1 : 0;
            best = load.Requests(load.Available[other]) < load.Requests(load.Available[best]) ? other : best;
        }

        return load.Available[best];
    }

    /// <inheritdoc/>
    public void OnChanged(int replica)
    {
    }

    private int Draw(int below) => (int)(_random.NextUniform() * below);
}
