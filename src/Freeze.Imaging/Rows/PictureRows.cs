using Freeze.Preprocessing;

namespace Freeze.Imaging.Rows;

/// <summary>The rows of an image file as it is decoded.</summary>
internal abstract class PictureRows(int width, int height, int channels) : IImageRows, IDisposable
{
    public int Width => width;

    public int Height => height;

    public int Channels => channels;

    public abstract ReadOnlySpan<byte> NextRow();

    /// <summary>Checks what comes behind the rows that were asked for.</summary>
    /// <exception cref="FreezeException">The file is damaged there.</exception>
    public virtual void Finish()
    {
    }

    /// <summary>Frees what the decoder holds.</summary>
    public abstract void Dispose();
}
