namespace InferenceSim.Serving;

/// <summary>How the engine gets through time. Results are the same; only speed differs.</summary>
public enum EngineMode
{
    /// <summary>Steps between two decisions are summed in closed form.</summary>
    Leap,

    /// <summary>Every step walks every sequence: the oracle that leaping is checked against.</summary>
    Step,
}
