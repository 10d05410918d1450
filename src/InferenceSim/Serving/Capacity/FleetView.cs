namespace InferenceSim.Serving.Capacity;

/// <summary>What an autoscaler sees of a deployment. Times and counts run from the start of the run.</summary>
/// <param name="Ready">Replicas that take requests, of all groups.</param>
/// <param name="OwnReady">Those of the group in question.</param>
/// <param name="Places">Places in the batches of all that take requests.</param>
/// <param name="InSystem">Requests in front of and at the replicas.</param>
/// <param name="Waiting">Those of them that wait.</param>
/// <param name="Held">Those of them that wait in front.</param>
/// <param name="BusyPicoseconds">Time in which steps ran.</param>
/// <param name="Ended">Requests that ended.</param>
/// <param name="WithinSlo">Those of them that met the SLO.</param>
internal readonly record struct FleetView(
    int Ready, int OwnReady, long Places, long InSystem, long Waiting, long Held, Int128 BusyPicoseconds, long Ended, long WithinSlo);
