namespace InferenceSim.Experiments;

/// <summary>Opens the files that a scenario names. The library itself opens nothing by path.</summary>
public interface IFileSource
{
    /// <summary>Opens a file for reading, from its beginning.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">There is no such file, or it cannot be read.</exception>
    Stream OpenRead(string path);
}
