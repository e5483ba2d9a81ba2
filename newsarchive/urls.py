from django.urls import include, path

urlpatterns = [path("", include("articles.urls"))]
handler500 = "articles.views.failing.failed"
