namespace Freeze.Samples.EdgeClassifier;

/// <summary>Prints answers as they come.</summary>
internal interface IAnswerPrinter
{
    void Print(Answer answer);

    void Print(StreamReport report);
}
