using System.Security.Cryptography;
using CsCheck;
using Freeze.Samples.Conveyor;

namespace Freeze.Conveyor.Tests;

public class RendererTests
{
    // The committed network was trained on these very pixels: whoever changes the renderer trains again.
    private const string GoldenFrames = "2eb8dc1a90ddce2345d0bb7730c60ca5dcff9ada0886afd78e45579a85dfbc41";

    [Fact]
    public void TheSameSeedGivesTheSameBytesEverywhere()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long i = 0; i < 200; i++)
        {
            var (rgb, label) = ConveyorRenderer.Frame(1, i);
            hash.AppendData(rgb);
            hash.AppendData([(byte)label]);
        }

        Assert.Equal(GoldenFrames, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void AFrameDependsOnlyOnItsSeedAndIndex() => Gen.Select(Gen.ULong, Gen.Long).Sample((seed, index) =>
    {
        var first = ConveyorRenderer.Frame(seed, index);
        byte[] again = new byte[ConveyorRenderer.FrameBytes + 5];
        int label = ConveyorRenderer.Frame(seed, index, again);
        Assert.Equal(first.Label, label);
        Assert.Equal(first.Rgb, again.AsSpan(0, ConveyorRenderer.FrameBytes).ToArray());
        Assert.Equal(0, again[^1]);
    }, iter: 200);

    [Fact]
    public void LabelsCoverTheTenPartsEvenly()
    {
        int[] counts = new int[ConveyorRenderer.Labels.Count];
        for (long i = 0; i < 2000; i++)
        {
            counts[ConveyorRenderer.Frame(3, i).Label]++;
        }

        Assert.Equal(10, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void OtherSeedsAndIndicesGiveOtherFrames()
    {
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < 10; seed++)
        {
            for (long i = 0; i < 100; i++)
            {
                Assert.True(seen.Add(Convert.ToHexString(SHA256.HashData(ConveyorRenderer.Frame(seed, i).Rgb))), $"frame {i} of seed {seed} is not new");
            }
        }
    }

    [Fact]
    public void MostFramesHaveContrast()
    {
        int flat = 0;
        for (long i = 0; i < 500; i++)
        {
            byte[] rgb = ConveyorRenderer.Frame(4, i).Rgb;
            double mean = rgb.Average(b => (double)b);
            flat += rgb.Average(b => (b - mean) * (b - mean)) < 100 ? 1 : 0;
        }

        Assert.InRange(flat, 0, 75);
    }

    [Fact]
    public void AShortBufferIsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>("rgb", () => { ConveyorRenderer.Frame(1, 1, new byte[ConveyorRenderer.FrameBytes - 1]); });
}
