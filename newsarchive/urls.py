from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]
handler500 = "articles.pages.unavailable.failed"
