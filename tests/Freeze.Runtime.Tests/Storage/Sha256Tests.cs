using System.Security.Cryptography;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

public class Sha256Tests
{
    /// <summary>Every length around whole blocks, added in parts of every size, against .NET's own.</summary>
    [Fact]
    public void It_is_the_platforms_hash()
    {
        var random = new Random(3);
        foreach (var length in Enumerable.Range(0, 200).Append(100_000))
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var hash = new Sha256();
            for (int at = 0, part; at < length; at += part)
            {
                part = Math.Min(random.Next(1, 150), length - at);
                hash.Append(bytes.AsSpan(at, part));
            }

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), hash.Finish());
        }
    }
}
