namespace Freeze.Calibration.Tests.Fitting;

/// <summary>The tiny model's files in a folder of their own.</summary>
public sealed class TinyModelFixture : IDisposable
{
    public TinyModelFixture()
    {
        Folder = Directory.CreateTempSubdirectory("freeze-calibration-").FullName;
        TinyModel.Write(Folder);
    }

    public string Folder { get; }

    public TinyModel Load() => FrozenModel.Load<TinyModel>(Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
