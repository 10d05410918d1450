using System.Buffers;

namespace InferenceSim.Simulation;

/// <summary>
/// Arrays that one run after the other uses: those of a sweep's points come from a pool and go back when a point is done, because fresh
/// megabytes for each point cost more than its simulation. An array that is never returned is garbage like any other.
/// </summary>
internal static class ReusedArrays
{
    /// <summary>An array of at least <paramref name="length"/> zeros.</summary>
    public static T[] New<T>(int length)
        where T : struct
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        Array.Clear(array);
        return array;
    }

    /// <summary>Makes an array at least <paramref name="length"/> long; what is new in it is zero.</summary>
    public static void Grow<T>(ref T[] array, int length)
        where T : struct
    {
        T[] larger = ArrayPool<T>.Shared.Rent(length);
        array.CopyTo(larger, 0);
        Array.Clear(larger, array.Length, larger.Length - array.Length);
        Return(ref array);
        array = larger;
    }

    /// <summary>Gives an array back; <paramref name="array"/> is empty afterwards.</summary>
    public static void Return<T>(ref T[] array)
        where T : struct
    {
        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
        }

        array = [];
    }
}
