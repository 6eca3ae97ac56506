namespace Freeze;

/// <summary>Receives the pooled activation of one image at one probe.</summary>
/// <param name="image">Index of the image in the batch.</param>
/// <param name="probe">Index of the probe.</param>
/// <param name="pooled">Averages in channel, row, column order, [channels * grid * grid]; valid during the call only.</param>
public delegate void PooledActivationHandler(int image, int probe, ReadOnlySpan<float> pooled);
