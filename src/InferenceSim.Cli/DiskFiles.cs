using System.Collections.Concurrent;
using InferenceSim.Experiments;
using InferenceSim.Simulation;

namespace InferenceSim.Cli;

/// <summary>The files of this machine.</summary>
internal sealed class DiskFiles : IFileSource
{
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    /// <summary>The files that were read, as they were named.</summary>
    public ICollection<string> Read => _read.Keys;

    /// <inheritdoc/>
    public Stream OpenRead(string path)
    {
        _read[path] = true;
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (IsFileFault(exception))
        {
            throw new InvalidConfigurationException(Explain(path, exception), exception);
        }
    }

    /// <summary>Writes a whole file: to a temporary name beside it first, so that a reader never sees half of it.</summary>
    public static void WriteWhole(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsFileFault(exception))
        {
            throw CannotWrite(path, exception);
        }
        finally
        {
            // Deleting fails where its folder is missing, and would hide the failure that is being told.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Writes a file for each of <paramref name="parts"/> into a folder, which is made if it is missing; nothing without a folder.</summary>
    public static void WriteAll<T>(string? folder, IReadOnlyList<T> parts, Func<T, string> name, Action<T, Stream> write)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        foreach (T part in parts)
        {
            WriteWhole(Path.Combine(folder, name(part)), stream => write(part, stream));
        }
    }

    /// <summary>Opens a file that is written row by row; what was in it is gone.</summary>
    public static Stream CreateRows(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception exception) when (IsFileFault(exception))
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Opens a file that has rows already, to write others behind its first <paramref name="keep"/> bytes; what follows them is cut off.</summary>
    public static Stream ContinueRows(string path, long keep)
    {
        try
        {
            FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            stream.SetLength(keep);
            stream.Seek(keep, SeekOrigin.Begin);
            return stream;
        }
        catch (Exception exception) when (IsFileFault(exception))
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Copies the first <paramref name="count"/> bytes of a file.</summary>
    public static void CopyTo(string path, long count, Stream to)
    {
        using FileStream from = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] buffer = new byte[1 << 16];
        while (count > 0)
        {
            int read = from.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
            to.Write(buffer, 0, read);
            count -= read;
        }
    }

    /// <summary>Tells before a long run that a file could not be written after it.</summary>
    public static void CheckTarget(string? path)
    {
        if (path is not null && WhyNot(path) is string why)
        {
            throw new InvalidConfigurationException($"cannot write {path}: {why}");
        }
    }

    private static bool IsFileFault(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static InvalidConfigurationException CannotWrite(string path, Exception exception) =>
        new($"cannot write {path}: {WhyNot(path) ?? exception.Message}", exception);

    private static string? WhyNot(string path)
    {
        if (Directory.Exists(path))
        {
            return "it is a folder, a file is expected";
        }

        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        return Directory.Exists(folder) ? null : $"there is no folder {folder}";
    }

    private static string Explain(string path, Exception exception) => exception switch
    {
        FileNotFoundException => $"{path}: there is no such file",
        DirectoryNotFoundException => $"{path}: there is no such folder",
        UnauthorizedAccessException when Directory.Exists(path) => $"{path}: is a folder, a file is expected",
        UnauthorizedAccessException => $"{path}: may not be read",
        _ => $"{path}: {exception.Message}",
    };
}
