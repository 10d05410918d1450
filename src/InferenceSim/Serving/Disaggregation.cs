using InferenceSim.KvCache;
using InferenceSim.Scheduling;
using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// Requests between prefill and decode replicas: a prompt is computed with one token of output, its KV goes over the links of both
/// replicas while the prefill replica holds the blocks, and the rest is decoded where it arrives. What the decode replica has in its prefix
/// cache is not sent (vLLM's NIXL connector asks for the prompt less the tokens computed locally); if it is evicted before the rest arrives,
/// the decode replica computes it.
/// </summary>
internal sealed class Disaggregation
{
    private readonly Deployment _deployment;
    private readonly Replica[] _replicas;
    private readonly IKvLinks _links;
    private readonly bool _pulls;
    private readonly int _shortestContext;
    private readonly bool _decodeFails;
    private readonly Dictionary<int, Request> _whole = [];
    private readonly HandoverTable _handovers;
    private readonly HandoverPatience _patience;
    private readonly BlockTable _prompt = new();

    /// <param name="deployment">Whose requests.</param>
    /// <param name="options">Its groups, and what a transfer costs.</param>
    /// <param name="replicas">Its replicas.</param>
    public Disaggregation(Deployment deployment, DeploymentOptions options, Replica[] replicas)
    {
        _deployment = deployment;
        _replicas = replicas;
        double[] bandwidths = [.. options.Groups.SelectMany(g => Enumerable.Repeat(g.KvLinkBytesPerSecond, g.Places))];
        _links = options.KvTransfer.SharesLinks ? new SharedKvLinks(options.KvTransfer, bandwidths) : new QueuedKvLinks(options.KvTransfer, bandwidths);
        _pulls = options.KvTransfer.PullsIntoReservedBlocks;
        _decodeFails = options.Groups.Any(g => g is { Role: GroupRole.Decode, Failures: not null });
        _shortestContext = options.Groups.Where(g => g.Role == GroupRole.Decode).Min(g => g.Engine.MaxModelLength);
        _handovers = new HandoverTable(deployment);
        _patience = new HandoverPatience(_handovers);
        Decode = new Dispatcher(options.Router, options.RouterStaleness, replicas, options.Seed);
        Failures = new HandoverFailures(deployment, _handovers, Decode);
    }

    /// <summary>Picks decode replicas.</summary>
    public Dispatcher Decode { get; }

    /// <summary>What becomes of requests between two replicas if one of them fails.</summary>
    public HandoverFailures Failures { get; }

    /// <summary>When the KV of a request arrives next, or the client of one that is on its way gives up.</summary>
    public SimTime NextChange => _links.NextArrival <= _patience.Next ? _links.NextArrival : _patience.Next;

    /// <summary>What a prefill replica is asked: the prompt and one token.</summary>
    public static Request PromptOf(in Request request) => request with { OutputTokens = 1, MaxTokens = 0 };

    /// <summary>Gives a request to a prefill replica, which has been advanced to <paramref name="time"/>.</summary>
    public void Prefill(int replica, in Request request, SimTime time)
    {
        _whole[request.Index] = request;

        // One that begins again because its decode replica failed finds its prompt in the cache here: it is quoted, by itself.
        Request part = PromptOf(request) with { NeverQuoted = request.NeverQuoted && !_decodeFails };
        if (GoesOn(request))
        {
            _replicas[replica].EnqueueForHandover(part, time);
        }
        else
        {
            _replicas[replica].Enqueue(part, time);
        }
    }

    /// <summary>The request of which a replica served a part.</summary>
    public Request Whole(in Request request) => _whole.GetValueOrDefault(request.Index, request);

    /// <summary>Takes over what a prefill replica has finished, unless that was all that was asked.</summary>
    public bool TryTakeOver(in FinishedSequence prefill, int from)
    {
        Request request = Whole(prefill.Request);
        if (prefill.IsCancelled || !GoesOn(request))
        {
            return false;
        }

        SimTime givesUp = request.Patience > SimDuration.Zero ? request.Arrival + request.Patience : SimTime.Never;
        if (givesUp <= prefill.Finish)
        {
            Drop(request.Index, from, prefill.Finish);
            return false;
        }

        _replicas[from].Account.HandOver(prefill);
        Handover handover = new(request, prefill, from, _replicas[from].State.Handovers.Keeps(request.Index) ? request.PromptTokens : 0);
        _handovers.Add(handover);
        if (givesUp != SimTime.Never)
        {
            _patience.Watch(handover, givesUp);
        }

        if (Decode.Held.Count > 0 || !TrySend(handover, prefill.Finish))
        {
            Decode.Held.Enqueue(request);
            _deployment.OnHeld(request, prefill.Finish, GroupRole.Decode);
        }

        return true;
    }

    /// <summary>What happened in all to a request that a replica of a role has ended.</summary>
    public FinishedSequence Complete(in FinishedSequence last, GroupRole role)
    {
        Request request = Whole(last.Request);
        _ = _whole.Remove(request.Index);
        if (_handovers.TryGet(request.Index, out Handover? handover))
        {
            Leave(handover, last.Finish);
        }

        return handover is not null
            ? handover.With(last)
            : last with { Request = request, IsCancelled = last.IsCancelled || (role == GroupRole.Prefill && GoesOn(request)) };
    }

    /// <summary>The next KV arrives, so that the prefill replica's blocks are free and the request goes on; or the next client gives up.</summary>
    public void Change()
    {
        if (_links.NextArrival <= _patience.Next)
        {
            Arrive();
        }
        else
        {
            SimTime time = _patience.Next;
            Cancel(_patience.Take(), time);
        }
    }

    private void Arrive()
    {
        SimTime time = _links.NextArrival;
        Handover handover = _links.Arrive();
        if (!_handovers.Contains(handover) || handover.State == HandoverState.Arrived)
        {
            return; // what it came from has failed meanwhile
        }

        _handovers.Release(handover, time);
        switch (handover.State)
        {
            case HandoverState.Pushed:
                handover.State = HandoverState.Arrived;
                _deployment.Let(
                    handover.To,
                    time,
                    replica => replica.EnqueuePrefilled(handover.Request, time, handover.Prefill.FirstToken, handover.Tokens, handover.Cached));
                break;
            case HandoverState.Pulled:
                handover.State = HandoverState.Arrived;
                _deployment.Let(handover.To, time, replica => replica.Deliver(handover.Request.Index, time));
                break;
            case HandoverState.PushedInVain:
                _handovers.Remove(handover);
                _deployment.Let(handover.To, time, static _ => { }, leaves: 1);
                break;
            case HandoverState.PulledInVain:
                _handovers.Remove(handover);
                _deployment.Let(handover.To, time, replica => replica.Deliver(handover.Request.Index, time), leaves: 1);
                break;
        }
    }

    /// <summary>
    /// A request has ended at its decode replica. One that has given up there may leave KV behind that is still to be sent, or is being sent, for
    /// which that replica stays.
    /// </summary>
    private void Leave(Handover handover, SimTime time)
    {
        if (handover.State == HandoverState.Pulled)
        {
            handover.State = HandoverState.PulledInVain;
            _deployment.Let(handover.To, time, static _ => { }, leaves: -1);
            return;
        }

        _handovers.Remove(handover);
        if (handover.State == HandoverState.Asked)
        {
            _handovers.Release(handover, time);
        }
    }

    /// <summary>
    /// The client of a request on its way has given up. What is being sent cannot be called back: the links are busy and the blocks held until it
    /// is there.
    /// </summary>
    private void Cancel(Handover handover, SimTime time)
    {
        _ = _whole.Remove(handover.Request.Index);
        _replicas[handover.From].Account.EndOnTheWay(handover.Request, time);
        if (handover.State == HandoverState.Waiting)
        {
            _handovers.Remove(handover);
            _handovers.Release(handover, time);
            _deployment.Requests.EndOnTheWay(handover.CancelledAt(time), handover.From);
            return;
        }

        handover.State = HandoverState.PushedInVain;
        Decode.OnEnded(handover.To, handover.Request, time);
        _deployment.Requests.EndOnTheWay(handover.CancelledAt(time), handover.To);

        // Who waits in front may have the place, and nothing else may ever end here to tell them.
        SendHeld(time);
    }

    /// <summary>The KV of a request that has ended at <paramref name="replica"/> is not wanted.</summary>
    private void Drop(int request, int replica, SimTime time)
    {
        if (_replicas[replica].State.Handovers.Keeps(request))
        {
            _replicas[replica].Release(request, time);
        }
    }

    /// <summary>Sends what waits for a decode replica.</summary>
    public void SendHeld(SimTime time)
    {
        while (Decode.Held.TryPeek(out Request request))
        {
            // One that was abandoned meanwhile waits for a prefill replica again.
            if (_handovers.TryGet(request.Index, out Handover? handover) && handover.State == HandoverState.Waiting && !TrySend(handover, time))
            {
                return;
            }

            Decode.Held.Dequeue();
        }
    }

    /// <summary>Whether a token is wanted, and fits the context, after the first.</summary>
    private bool GoesOn(in Request request) => request.OutputTokens > 1 && request.PromptTokens + 1 < _shortestContext;

    private bool TrySend(Handover handover, SimTime time)
    {
        if (Decode.SeesCaches)
        {
            _deployment.CatchUp(time);
        }

        int to = Decode.Pick(handover.Request, time);
        if (to < 0)
        {
            return false;
        }

        handover.To = to;
        Decode.OnSent(to, handover.Request);
        if (_pulls && handover.Tokens > 0 && _replicas[to].State.Options.LetsSequencesWaitForBlocks)
        {
            handover.State = HandoverState.Asked;
            _deployment.Let(to, time, replica => Ask(replica, handover, time), leaves: -1);
            return true;
        }

        handover.State = HandoverState.Pushed;
        _deployment.Let(to, time, replica => handover.Cached = Cached(replica, handover), leaves: -1);
        _links.Send(handover, time);
        return true;
    }

    /// <summary>Gives a request to its decode replica, which fetches its KV once it has blocks for it.</summary>
    private void Ask(Replica replica, Handover handover, SimTime time)
    {
        replica.State.Loads.Pull ??= Send;
        replica.EnqueuePulling(handover.Request, time, handover.Prefill.FirstToken);
    }

    /// <summary>The decode replica of a request has blocks for it, and <paramref name="cached"/> leading tokens: the others are sent.</summary>
    private void Send(int request, int cached, SimTime time)
    {
        Handover handover = _handovers[request];
        handover.State = HandoverState.Pulled;
        handover.Cached = Math.Min(handover.Tokens, cached);
        _links.Send(handover, time);
    }

    private int Cached(Replica replica, Handover handover)
    {
        BlockAllocator cache = replica.State.Cache;
        _prompt.Clear();
        cache.Prepare(_prompt, handover.Request);
        PrefixHit hit = cache.Lookup(_prompt, handover.Request, handover.Request.PromptTokens);
        hit = replica.State.Options.Speculation is { DropsLastHit: true } ? cache.WithoutLastBlock(hit) : hit;
        return Math.Min(handover.Tokens, hit.Blocks * cache.BlockSize);
    }
}
