namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>Cases that pass, and how many of them were lowered, compiled and run.</summary>
internal readonly record struct CaseCount(int Passed, int Compiled)
{
    public CaseCount Plus(bool compiled) => new(Passed + 1, Compiled + (compiled ? 1 : 0));

    public override string ToString() => Compiled > 0 ? $"{Passed} ({Compiled})" : $"{Passed}";
}
