namespace Freeze.Fuzz.Targets;

/// <summary>A reader of files or requests, and how inputs for it are made.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Inputs that every build makes and runs; they take a few seconds.</summary>
    public const int UsualRuns = 10_000;

    public abstract string Name { get; }

    /// <summary>How many inputs a build makes of this target: fewer where reading one takes longer.</summary>
    public virtual int Runs => UsualRuns;

    /// <summary>Words of the format, for mutators that know bytes only.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>Sound and hostile inputs to start from.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Makes an input by what is known of the format; the same for a generator in the same state.</summary>
    public abstract byte[] Make(Random random);

    /// <summary>Reads an input as users do; throws what the reader throws.</summary>
    /// <param name="input">The input.</param>
    /// <param name="folder">A folder for files.</param>
    public abstract void Run(byte[] input, string folder);

    /// <summary>Whether users are promised this error for a bad file.</summary>
    public virtual bool IsDocumented(Exception error) => error is FreezeException;

    /// <summary>What tells one error from another.</summary>
    public virtual string Describe(Exception error) => error.Message;
}
