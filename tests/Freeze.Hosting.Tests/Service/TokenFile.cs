namespace Freeze.Hosting.Tests.Service;

/// <summary>A file with a token for reloads.</summary>
internal sealed class TokenFile : IDisposable
{
    public const string Usual = "a-token-of-a-test-0123456789";

    public TokenFile(string token = Usual) => File.WriteAllText(Path, token);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
