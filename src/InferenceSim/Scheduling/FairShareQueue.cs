using System.Runtime.InteropServices;

namespace InferenceSim.Scheduling;

/// <summary>
/// Fair share by tenant, the virtual token counter of Sheng et al., "Fairness in Serving Large Language Models" (OSDI 2024, arXiv
/// 2401.00588): the tenant that has been served least goes first, its own requests first come, first served. Service is
/// <see cref="InputWeight"/> for each prompt token, counted at admission, and <see cref="OutputWeight"/> for each output token, one that another
/// engine gave at admission too. A tenant that comes back after a pause is lifted to the least served of those waiting, so that nobody saves up.
/// Nobody is preempted for fairness.
/// </summary>
internal sealed class FairShareQueue(EngineState state) : IWaitingQueue
{
    /// <summary>Service of a prompt token.</summary>
    public const int InputWeight = 1;

    /// <summary>Service of an output token.</summary>
    public const int OutputWeight = 2;

    private readonly List<Tenant> _tenants = [];
    private readonly List<int> _aside = [];
    private long _chargedOutputs;
    private Tenant? _lastToEmpty;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public int Head => LeastServed().Waiting.First;

    /// <inheritdoc/>
    public bool HeadStays
    {
        get
        {
            int waiting = 0;
            foreach (Tenant tenant in CollectionsMarshal.AsSpan(_tenants))
            {
                waiting += tenant.Waiting.Count > 0 ? 1 : 0;
            }

            return waiting <= 1;
        }
    }

    /// <inheritdoc/>
    public void Add(int slot)
    {
        Tenant tenant = TenantOf(slot);
        if (tenant.Waiting.Count == 0)
        {
            Charge();
            Tenant? least = Count > 0 ? LeastServed() : _lastToEmpty;
            tenant.Service = Math.Max(tenant.Service, least?.Service ?? 0);
        }

        tenant.Waiting.AddLast(slot);
        Count++;
    }

    /// <inheritdoc/>
    public void Return(int slot)
    {
        Charge(slot);
        TenantOf(slot).Waiting.AddFirst(slot);
        Count++;
    }

    /// <inheritdoc/>
    public void RemoveHead()
    {
        Tenant tenant = LeastServed();
        int slot = tenant.Waiting.First;
        ref Sequence head = ref state.Sequences[slot];
        tenant.Service += head.Admitted ? 0 : InputWeight * head.Request.PromptTokens;
        Charge(slot); // a token that another engine gave it: once it runs, only who says something is looked at
        Take(tenant);
    }

    /// <inheritdoc/>
    public void SetHeadAside()
    {
        _aside.Add(Head);
        Take(LeastServed());
    }

    /// <inheritdoc/>
    public void TakeBackAside()
    {
        for (int i = _aside.Count - 1; i >= 0; i--)
        {
            TenantOf(_aside[i]).Waiting.AddFirst(_aside[i]);
            Count++;
        }

        _aside.Clear();
    }

    /// <inheritdoc/>
    public void CopyTo(List<int> slots)
    {
        Charge();
        foreach (Tenant tenant in _tenants.OrderBy(t => t.Service))
        {
            tenant.Waiting.CopyTo(slots);
        }
    }

    /// <inheritdoc/>
    public void Remove(int slot)
    {
        Charge(slot);
        Tenant tenant = TenantOf(slot);
        Count -= tenant.Waiting.Remove(slot) ? 1 : 0;
        _lastToEmpty = tenant.Waiting.Count == 0 ? tenant : _lastToEmpty;
    }

    /// <inheritdoc/>
    public void OnLeaving(int slot) => Charge(slot);

    private void Take(Tenant tenant)
    {
        tenant.Waiting.RemoveFirst();
        Count--;
        _lastToEmpty = tenant.Waiting.Count == 0 ? tenant : _lastToEmpty;
    }

    private Tenant LeastServed()
    {
        Charge();
        Tenant? least = null;
        foreach (Tenant tenant in CollectionsMarshal.AsSpan(_tenants))
        {
            if (tenant.Waiting.Count > 0 && (least is null || tenant.Service < least.Service))
            {
                least = tenant;
            }
        }

        return least!;
    }

    private Tenant TenantOf(int slot)
    {
        int number = state.Sequences[slot].Request.Tenant;
        while (_tenants.Count <= number)
        {
            _tenants.Add(new Tenant());
        }

        return _tenants[number];
    }

    /// <summary>Charges what the running sequences have said since they were last looked at, if anybody has said anything.</summary>
    private void Charge()
    {
        if (_chargedOutputs == state.Outputs.OutputTokens)
        {
            return;
        }

        _chargedOutputs = state.Outputs.OutputTokens;
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            Charge(slot);
        }
    }

    private void Charge(int slot)
    {
        ref Sequence sequence = ref state.Sequences[slot];

        // A static batch computes on behind what its members want.
        long known = Math.Min(sequence.InCohort ? sequence.Computed + state.Cohort.Counter + 1 : sequence.Known, sequence.Target);
        int outputs = (int)known - sequence.Request.PromptTokens;
        TenantOf(slot).Service += OutputWeight * (outputs - sequence.ChargedOutputs);
        sequence.ChargedOutputs = outputs;
    }

    private sealed class Tenant
    {
        public SlotRing Waiting { get; } = new();

        public long Service { get; set; }
    }
}
