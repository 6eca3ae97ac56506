namespace Freeze.Fuzz.Targets;

/// <summary>A reader of files, and how files for it are made and damaged. Used by several threads at once.</summary>
internal abstract class FuzzTarget
{
    public abstract string Name { get; }

    /// <summary>Makes an input; the same for a generator in the same state.</summary>
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
