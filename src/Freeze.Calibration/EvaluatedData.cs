using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Freeze.Calibration;

/// <summary>The images of an evaluation, by what is in them: two evaluations saw the same ones if the hashes are the same.</summary>
/// <param name="Name">What they are, in words, or the name of their file; null when unknown.</param>
/// <param name="Images">How many there are.</param>
/// <param name="Pixels">SHA-256 of all their pixels at the model's size, in order.</param>
/// <param name="Labels">SHA-256 of their true classes, in order; null without labels.</param>
public sealed record EvaluatedData(string? Name, int Images, string Pixels, string? Labels)
{
    /// <summary>Hashes images; this reads them all once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="plan">The model whose size they have.</param>
    /// <param name="labels">True class of each image; null when unknown.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static EvaluatedData Of(IImageSet images, ModelPlan plan, IReadOnlyList<int>? labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(plan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = new byte[plan.Input.Values];
        for (var i = 0; i < images.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            images.Read(i, pixels);
            hash.AppendData(pixels);
        }

        return new EvaluatedData(null, images.Count, Convert.ToHexStringLower(hash.GetCurrentHash()), labels is null ? null : Hash(labels));
    }

    private static string Hash(IReadOnlyList<int> labels)
    {
        var bytes = new byte[labels.Count * sizeof(int)];
        for (var i = 0; i < labels.Count; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), labels[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
