namespace Freeze.Published.Tests;

/// <summary>Publishes once for all classes that look at the binary, and keeps them from running at once.</summary>
[CollectionDefinition(nameof(PublishedClassifier))]
public sealed class PublishedOnce : ICollectionFixture<PublishedClassifier>;
