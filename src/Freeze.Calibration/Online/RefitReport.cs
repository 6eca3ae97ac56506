namespace Freeze.Calibration.Online;

/// <summary>What refitting has done so far.</summary>
/// <param name="Kept">Requests kept for the next fit.</param>
/// <param name="Fits">Fits that were finished.</param>
/// <param name="Taken">Caches that the model took.</param>
/// <param name="GivenUp">Caches that were given up in the shadow.</param>
/// <param name="ShadowRequests">Requests since the caches in the shadow were fitted; 0 when there are none.</param>
/// <param name="ShadowBound">Upper bound on the share of predictions in which they would differ; 1 when there are none.</param>
/// <param name="Error">The last error of fitting or saving; null when all went well.</param>
public sealed record RefitReport(int Kept, int Fits, int Taken, int GivenUp, long ShadowRequests, double ShadowBound, string? Error);
